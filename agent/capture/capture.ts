import { randomUUID } from 'node:crypto';
import type { Accounts } from '../accounts.ts';
import type { Clock } from '../clock.ts';
import { crashPoint } from '../crash-points.ts';
import type { Deliveries, OpenReply } from '../outbox/deliveries.ts';
import type { Journal } from '../outbox/journal.ts';
import { TAIL_LINES, type Lines, type StoredLine, type TailLine } from '../outbox/lines.ts';
import type { MediaStore } from '../outbox/media-store.ts';
import type { Chat, ChatAddress, ChatView, SeenLine, WeChatDriver } from '../wechat/driver.ts';
import { alignExactly, alignWithRepairs, sameElement, withoutRepeatedElements, type Alignment } from './align.ts';
import { dateLines } from './date-lines.ts';
import { ChatMemories, type ChatMemory } from './chat-memories.ts';

/** A chat that disagrees with the journal is looked at this often before its lines are explained as well as may be. */
const DOUBTFUL_LOOKS = 3;

export interface CaptureParts {
  readonly driver: WeChatDriver;
  readonly accounts: Accounts;
  readonly journal: Journal;
  readonly lines: Lines;
  readonly deliveries: Deliveries;
  readonly media: MediaStore;
  readonly clock: Clock;
  /** Called after lines or confirmations were journaled. */
  readonly onJournaled: () => void;
}

/** What of a block is to be journaled, and how sure its place is. */
interface Find {
  readonly lines: readonly SeenLine[];
  readonly tail: ChatMemory['tail'];
  readonly hidden: ChatMemory['hidden'];
  readonly afterGap: boolean;
  readonly catchUp: boolean;
}

type Placed = Omit<Find, 'catchUp'>;

/**
 * Turns what windows show into journaled lines. Each line is given its id once; own bubbles are recognised and confirmed.
 * Everything here runs under the UI mutex, so that no older view is taken in after a newer one.
 */
export class Capture {
  private readonly parts: CaptureParts;
  private readonly memories: ChatMemories;
  private everything = true;
  private taken = 0;

  constructor(parts: CaptureParts) {
    this.parts = parts;
    this.memories = new ChatMemories(parts.lines);
  }

  /** Lines journaled since the start. */
  get linesTaken(): number {
    return this.taken;
  }

  /** One pass over all accounts. Fails with JournalFault; the next pass then looks at everything again. */
  async scan(): Promise<void> {
    const { driver, accounts } = this.parts;
    if (!accounts.anyReady()) return;
    const whole = this.everything || accounts.anyCatchingUp();
    this.everything = true;
    const views = (await driver.scan(whole)).filter((view) => accounts.isReady(view.chat.account));
    for (const view of views) await this.look(view);
    for (const chat of this.memories.doubtfulBut(views)) await this.lookAgain(chat);
    if (whole) accounts.caughtUp();
    this.everything = false;
  }

  /** Whether the chat's last look was understood, and there was one since the start. */
  isSettled(chat: ChatAddress): boolean {
    const { settled, doubt } = this.memories.of(chat);
    return settled && doubt === 0;
  }

  /** Reads one chat now and takes in what is new; null when its window is not there. */
  async lookAgain(chat: ChatAddress): Promise<Chat | null> {
    const view = await this.parts.driver.read(chat, TAIL_LINES);
    if (view === null) {
      this.memories.of(chat).doubt = 0;
      return null;
    }
    await this.look(view);
    return view.chat;
  }

  private async look(view: ChatView): Promise<void> {
    const memory = this.memories.of(view.chat);
    const block = elements(view.lines);
    const signature = block.map((line) => `${line.hash}${line.uiId ?? ''}`).join();
    if (signature === memory.signature && memory.doubt === 0) return;
    const catchUp = memory.doubtedInCatchUp || this.parts.accounts.isCatchingUp(view.chat.account);
    const placed =
      memory.tail.length === 0 ? this.firstContact(memory, block, catchUp) : await this.place(view, memory, block);
    if (placed === undefined) {
      memory.doubt += 1;
      memory.doubtedInCatchUp = catchUp;
      return;
    }
    const known = [...memory.hidden, ...memory.tail];
    const lines = placed.lines.filter((line) => !known.some((other) => sameElement(other, line)));
    if (lines.length > 0) this.journalLines(view, { ...placed, lines, catchUp });
    memory.hidden = [...memory.hidden, ...placed.hidden.map(bare)].slice(-TAIL_LINES);
    memory.tail = placed.tail.slice(-TAIL_LINES).map(bare);
    memory.emptied = placed.lines.length === 0 && memory.tail.length === 0 && memory.settled;
    Object.assign(memory, { signature, doubt: 0, doubtedInCatchUp: false, settled: true });
  }

  /** A chat without known lines: its history may have been reported by a journal that is gone. */
  private firstContact(memory: ChatMemory, block: readonly SeenLine[], catchUp: boolean): Placed {
    const unsure = catchUp || this.parts.journal.replacesLost;
    return { lines: block, tail: block, hidden: [], afterGap: unsure && !memory.emptied };
  }

  private async place(view: ChatView, memory: ChatMemory, block: readonly SeenLine[]): Promise<Placed | undefined> {
    const near = alignExactly(memory.tail, block);
    if (near.kind === 'known' && near.certain) return found(near, block);
    const further = await this.parts.driver.read(view.chat, TAIL_LINES);
    const longer = further === null ? block : elements(further.lines);
    const far = alignExactly(memory.tail, longer);
    if (far.kind === 'known' && (far.certain || longer.length <= block.length)) return found(far, longer);
    if (memory.doubt + 1 < DOUBTFUL_LOOKS) return undefined;
    if (longer.length === 0) return { lines: [], tail: [], hidden: [], afterGap: false };
    const repaired = alignWithRepairs(memory.tail, longer);
    if (repaired.kind === 'known') return found(repaired, longer);
    return { lines: longer, tail: longer, hidden: [], afterGap: true };
  }

  private journalLines(view: ChatView, find: Find): void {
    const { journal, lines, deliveries, clock } = this.parts;
    const now = clock.now();
    const explained = new Map<SeenLine, OpenReply>();
    for (const line of find.afterGap ? [] : find.lines) this.explain(view, line, now, explained);
    const stored = find.lines.map((line): StoredLine => {
      const { mediaPath, uiId: _uiId, ...kept } = line;
      const media = mediaPath === undefined ? undefined : this.parts.media.keep(mediaPath);
      const replyId = explained.get(line)?.replyId;
      return {
        id: randomUUID(),
        chat: view.chat,
        line: kept,
        capturedAt: now,
        catchUp: find.catchUp,
        afterGap: find.afterGap,
        ...(media === undefined ? {} : { media }),
        ...(replyId === undefined ? {} : { replyId }),
      };
    });
    crashPoint('before-journal');
    journal.transaction(() => {
      lines.append(stored);
      for (const reply of explained.values()) deliveries.record(reply, 'CONFIRMED', { at: now });
    });
    crashPoint('after-journal');
    this.taken += stored.length;
    this.parts.onJournaled();
  }

  /** An own text line that one of our bubbles accounts for. */
  private explain(view: ChatView, line: SeenLine, now: number, explained: Map<SeenLine, OpenReply>): void {
    if (line.direction !== 'OUT' || line.type !== 'TEXT') return;
    const used = new Set([...explained.values()].map((reply) => reply.replyId));
    const reply = this.parts.deliveries.explain(view.chat, line.content, now, used);
    if (reply !== undefined) explained.set(line, reply);
  }
}

function elements(lines: readonly SeenLine[]): readonly SeenLine[] {
  return dateLines(withoutRepeatedElements(lines).flatMap((place) => lines[place] ?? []));
}

/** What alignment needs of a line; contents need not stay in memory. */
function bare(line: TailLine): TailLine {
  return line.uiId === undefined ? { hash: line.hash } : { hash: line.hash, uiId: line.uiId };
}

function found(alignment: Extract<Alignment, { kind: 'known' }>, block: readonly SeenLine[]): Placed {
  return {
    lines: alignment.fresh.flatMap((place) => block[place] ?? []),
    tail: alignment.tail,
    hidden: alignment.hidden,
    afterGap: false,
  };
}
