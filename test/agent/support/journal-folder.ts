import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes, randomUUID } from 'node:crypto';
import { Journal, type JournalOptions } from '../../../agent/outbox/journal.ts';
import type { JournalFault } from '../../../agent/outbox/journal-fault.ts';
import type { StoredLine } from '../../../agent/outbox/lines.ts';
import { Sealer } from '../../../agent/outbox/sealer.ts';
import { lineHash, type Chat, type SeenLine } from '../../../agent/wechat/driver.ts';

export const PRIVATE_CHAT: Chat = {
  account: '店铺',
  window: '王先生',
  name: '王先生',
  kind: 'FRIEND',
  ambiguous: false,
};

/** A folder for a journal and what was said about its losses. */
export class JournalFolder {
  readonly directory = mkdtempSync(join(tmpdir(), 'kefu-journal-'));
  readonly key = randomBytes(32);
  readonly losses: { readonly code: string; readonly keptAs: string }[] = [];
  private readonly opened: Journal[] = [];

  open(options: Partial<JournalOptions> & { readonly key?: Buffer; readonly encrypt?: boolean } = {}): Journal {
    const { key, encrypt, ...rest } = options;
    const sealer = new Sealer(key ?? this.key, encrypt ?? true);
    const note = (fault: JournalFault, keptAs: string): void => void this.losses.push({ code: fault.code, keptAs });
    const journal = Journal.open({ directory: this.directory, sealer, ...rest }, note);
    this.opened.push(journal);
    return journal;
  }

  get file(): string {
    return join(this.directory, 'journal.db');
  }

  /** Closes what is still open and removes the folder. */
  dispose(): void {
    for (const journal of this.opened) {
      try {
        journal.close();
      } catch {
        // Closed by the test itself.
      }
    }
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A line as a window shows it. */
export function seen(content: string, more: Partial<Omit<SeenLine, 'hash'>> = {}): SeenLine {
  const line = { direction: 'IN' as const, type: 'TEXT' as const, content, ...more };
  return { ...line, hash: lineHash(line) };
}

export function storedLine(content: string, more: Partial<StoredLine> = {}): StoredLine {
  return {
    id: randomUUID(),
    chat: PRIVATE_CHAT,
    line: seen(content),
    capturedAt: Date.now(),
    catchUp: false,
    afterGap: false,
    ...more,
  };
}
