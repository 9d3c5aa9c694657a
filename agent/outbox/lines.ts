import type { Chat, ChatAddress, SeenLine } from '../wechat/driver.ts';
import type { Journal } from './journal.ts';

/** How many of a chat's newest lines are kept to know lines again after a restart. */
export const TAIL_LINES = 50;

const QUEUED = 0;
const DONE = 1;
const REFUSED = 2;

/** A line as the journal keeps it. */
export interface StoredLine {
  /** Its clientMessageId: given once, at random, when the line was first seen. */
  readonly id: string;
  readonly chat: Chat;
  readonly line: Omit<SeenLine, 'mediaPath' | 'uiId'>;
  /** sha256 of the picture or file, kept in the media store. */
  readonly media?: string;
  /** Milliseconds since 1970 by this machine's clock. */
  readonly capturedAt: number;
  readonly catchUp: boolean;
  readonly afterGap: boolean;
  /** The reply of ours that this own line shows; such a line is known, not reported. */
  readonly replyId?: string;
}

/** A stored line and its sequence, which ascends over the whole journal. */
export interface QueuedLine extends StoredLine {
  readonly seq: number;
}

/** A line the agent would know again. */
export interface TailLine {
  readonly hash: string;
  readonly uiId?: string;
}

/** The journal's lines: appended when seen, taken in order to be reported, kept for a while to align by. */
export class Lines {
  private readonly journal: Journal;
  private next: number;
  private readonly insert;
  private readonly queue;
  private readonly count;
  private readonly newest;
  private readonly settle;
  private readonly prune;

  constructor(journal: Journal) {
    this.journal = journal;
    this.next = journal.lastSequence('line') + 1;
    this.insert = journal.prepare('insert into line (seq, chat, state, captured_at, box) values (?, ?, ?, ?, ?)');
    this.queue = journal.prepare('select seq, box from line where state = 0 order by seq limit ?');
    this.count = journal.prepare('select count(*) as queued from line where state = 0');
    this.newest = journal.prepare('select seq, box from line where chat = ? order by seq desc limit ?');
    this.settle = journal.prepare('update line set state = ? where seq = ?');
    this.prune = journal.prepare(
      `delete from line where state <> 0 and captured_at < ? and seq < (
         select min(kept.seq) from (select seq from line as near where near.chat = line.chat order by seq desc limit ${TAIL_LINES}) as kept)`,
    );
  }

  /** Puts lines in, in order. Call inside a transaction; those that show a reply of ours are known but not queued. */
  append(lines: readonly StoredLine[]): void {
    for (const line of lines) {
      const seq = this.next++;
      const state = line.replyId === undefined ? QUEUED : DONE;
      this.insert.run(seq, this.blind(line.chat), state, line.capturedAt, this.journal.seal('line', seq, line));
    }
  }

  /** The oldest lines that wait to be reported, at most `limit`, all of one account. */
  nextBatch(limit: number): readonly QueuedLine[] {
    const batch: QueuedLine[] = [];
    for (const row of this.queue.iterate(limit)) {
      const seq = Number(row['seq']);
      const line = this.journal.unseal('line', seq, row['box']) as StoredLine;
      if (batch[0] !== undefined && batch[0].chat.account !== line.chat.account) break;
      batch.push({ ...line, seq });
    }
    return batch;
  }

  queued(): number {
    return Number(this.count.get()?.['queued']);
  }

  /** The chat's newest lines, oldest first. */
  tail(chat: ChatAddress): readonly TailLine[] {
    const rows = this.newest.all(this.blind(chat), TAIL_LINES);
    return rows.reverse().map((row) => {
      const stored = this.journal.unseal('line', Number(row['seq']), row['box']) as StoredLine;
      return { hash: stored.line.hash };
    });
  }

  /** These have their receipts, or can never have one (refused); either way they leave the queue and stay for alignment. */
  leaveQueue(sequences: readonly number[], refused: readonly number[]): void {
    this.journal.transaction(() => {
      for (const seq of sequences) this.settle.run(DONE, seq);
      for (const seq of refused) this.settle.run(REFUSED, seq);
    });
  }

  /** Forgets reported lines captured before `cutoff`, except each chat's newest. */
  forgetBefore(cutoff: number): void {
    this.journal.transaction(() => this.prune.run(cutoff));
  }

  private blind(chat: ChatAddress): string {
    return this.journal.blind(`${chat.account}\u0000${chat.window}`);
  }
}
