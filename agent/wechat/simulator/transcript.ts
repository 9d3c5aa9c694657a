import { appendFileSync, closeSync, existsSync, fstatSync, mkdirSync, openSync, readFileSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ChatKind, Direction, MessageKind } from '../../generated/graphql.ts';

/** Who put a line into a window. */
export type Author = 'customer' | 'agent' | 'phone' | 'system';

/** One line that appeared in a window, as the transcript file keeps it. */
export interface TranscriptEntry {
  /** ISO 8601 moment. */
  readonly at: string;
  readonly account: string;
  readonly window: string;
  readonly kind: ChatKind;
  readonly by: Author;
  readonly direction: Direction;
  readonly sender?: string;
  readonly type: MessageKind;
  readonly content: string;
  readonly quote?: string;
  readonly mentioned?: boolean;
  /** Seed of the picture shown. */
  readonly picture?: number;
  /** Typed and sent, but never shown in the window of this computer. */
  readonly unseen?: boolean;
  /** Number of the script's step that said it, from 0. */
  readonly step?: number;
}

/**
 * Everything that ever appeared in the simulated windows, one JSON line each, appended before anyone can see it. It is the
 * simulated WeChat's memory across restarts of the agent, and what tests hold the hub's story against. While no agent
 * runs, a test may append lines itself: they are what customers wrote meanwhile.
 */
export class Transcript {
  private readonly path: string;
  private checkedEnd = false;

  constructor(path: string) {
    this.path = path;
  }

  /** All lines so far. A line cut short by a crash never appeared. */
  load(): readonly TranscriptEntry[] {
    if (!existsSync(this.path)) return [];
    return readFileSync(this.path, 'utf8')
      .split('\n')
      .flatMap((line) => parseEntry(line) ?? []);
  }

  append(entry: TranscriptEntry): void {
    if (!this.checkedEnd) {
      mkdirSync(dirname(this.path), { recursive: true });
      if (this.endsCut()) appendFileSync(this.path, '\n');
      this.checkedEnd = true;
    }
    appendFileSync(this.path, `${JSON.stringify(entry)}\n`);
  }

  private endsCut(): boolean {
    if (!existsSync(this.path)) return false;
    const file = openSync(this.path, 'r');
    try {
      const { size } = fstatSync(file);
      const last = Buffer.alloc(1);
      return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
    } finally {
      closeSync(file);
    }
  }
}

function parseEntry(line: string): TranscriptEntry | undefined {
  if (line === '') return undefined;
  try {
    return JSON.parse(line) as TranscriptEntry;
  } catch {
    return undefined;
  }
}
