import type { EchoState } from '../generated/graphql.ts';
import { normaliseText, type ChatAddress } from '../wechat/driver.ts';
import { isDiskFull } from './journal-fault.ts';
import type { Journal } from './journal.ts';

/**
 * What happened to a bubble on this side. INTENT is on the disk before the key; WITHDRAWN takes it back because the key
 * was not pressed. Only the echo states are told to the hub.
 */
export type LocalState = EchoState | 'INTENT' | 'WITHDRAWN';

/** A bubble and the chat it belongs to. */
export interface OwnReply extends ChatAddress {
  readonly replyId: string;
  readonly text: string;
}

/** A bubble that was or may have been typed and has not been seen in its chat. */
export interface OpenReply extends OwnReply {
  readonly state: 'INTENT' | 'TYPED' | 'UNKNOWN';
  readonly at: number;
}

/** Something the hub has to hear about a bubble. */
export interface DeliveryReport {
  /** 0 when it could not be written to the disk and is kept in memory only. */
  readonly seq: number;
  readonly replyId: string;
  readonly state: EchoState;
  readonly at: number;
  readonly detail?: string;
}

interface StoredDelivery extends OwnReply {
  readonly detail?: string;
}

const ECHO_STATES: ReadonlySet<LocalState> = new Set(['TYPED', 'CONFIRMED', 'VOID', 'UNKNOWN']);
/** An unknown bubble that has not shown up by then will not: a later own line with its text is a person's. */
const UNKNOWN_MAY_SHOW_MS = 120_000;

/** The journal's deliveries: every step of every bubble, in order, and what the hub has not heard yet. */
export class Deliveries {
  private readonly journal: Journal;
  private readonly open = new Map<string, OpenReply>();
  private readonly unwritten: DeliveryReport[] = [];
  private next: number;
  private readonly insert;
  private readonly last;
  private readonly queue;
  private readonly heard;
  private readonly again;
  private readonly prune;

  constructor(journal: Journal) {
    this.journal = journal;
    this.next = journal.lastSequence('delivery') + 1;
    this.insert = journal.prepare(
      'insert into delivery (seq, reply_id, state, at, reported, box) values (?, ?, ?, ?, ?, ?)',
    );
    this.last = journal.prepare('select state from delivery where reply_id = ? order by seq desc limit 1');
    this.queue = journal.prepare(
      'select seq, reply_id, state, at, box from delivery where reported = 0 order by seq limit ?',
    );
    this.heard = journal.prepare('update delivery set reported = 1 where seq = ?');
    this.again = journal.prepare(
      `update delivery set reported = 0 where seq = (select max(seq) from delivery where reply_id = ?)
        and state in ('TYPED', 'CONFIRMED', 'VOID', 'UNKNOWN')`,
    );
    // While the hub may still show a bubble that nobody can vouch for, no record would mean that it was never typed.
    this.prune = journal.prepare(
      `delete from delivery where reported = 1 and at < ? and not (state = 'UNKNOWN'
        and seq = (select max(seq) from delivery newer where newer.reply_id = delivery.reply_id))`,
    );
    this.loadOpen();
  }

  /** Writes one step. Call inside a transaction together with what must stand or fall with it. */
  record(reply: OwnReply, state: LocalState, step: { readonly at: number; readonly detail?: string }): void {
    const seq = this.next++;
    const { replyId, account, window, text } = reply;
    const stored: StoredDelivery = {
      replyId,
      account,
      window,
      text,
      ...(step.detail === undefined ? {} : { detail: step.detail }),
    };
    const reported = ECHO_STATES.has(state) ? 0 : 1;
    this.insert.run(seq, replyId, state, step.at, reported, this.journal.seal('delivery', seq, stored));
    this.journal.onCommit(() => this.follow(stored, state, step.at));
  }

  /** Writes one step in a transaction of its own; on a full disk a VOID is kept in memory, for it must reach the hub before its fence. */
  write(reply: OwnReply, state: LocalState, step: { readonly at: number; readonly detail?: string }): void {
    try {
      this.journal.transaction(() => this.record(reply, state, step));
    } catch (error) {
      if (state !== 'VOID' || !isDiskFull(error)) throw error;
      const detail = step.detail === undefined ? {} : { detail: step.detail };
      this.unwritten.push({ seq: 0, replyId: reply.replyId, state, at: step.at, ...detail });
    }
  }

  /** The last step of a bubble; undefined when this journal never touched it. */
  stateOf(replyId: string): LocalState | undefined {
    const row = this.last.get(replyId);
    return row === undefined ? undefined : (String(row['state']) as LocalState);
  }

  /** Bubbles typed or maybe typed and not seen yet, oldest first. */
  openReplies(): readonly OpenReply[] {
    return [...this.open.values()];
  }

  /** The bubble that explains an own line of this chat, if one does. `now` in milliseconds since 1970; each explains one line, so those `used` are out. */
  explain(chat: ChatAddress, content: string, now: number, used: ReadonlySet<string>): OpenReply | undefined {
    const text = normaliseText(content);
    for (const reply of this.open.values()) {
      if (reply.account !== chat.account || reply.window !== chat.window || used.has(reply.replyId)) continue;
      const late = reply.state === 'UNKNOWN' && now - reply.at > UNKNOWN_MAY_SHOW_MS;
      if (!late && normaliseText(reply.text) === text) return reply;
    }
    return undefined;
  }

  /** What the hub has not heard, in order, at most `limit`. */
  unreported(limit: number): readonly DeliveryReport[] {
    const written = this.queue.all(limit).map((row): DeliveryReport => {
      const seq = Number(row['seq']);
      const stored = this.journal.unseal('delivery', seq, row['box']) as StoredDelivery;
      const detail = stored.detail === undefined ? {} : { detail: stored.detail };
      return {
        seq,
        replyId: String(row['reply_id']),
        state: String(row['state']) as EchoState,
        at: Number(row['at']),
        ...detail,
      };
    });
    return [...this.unwritten, ...written].slice(0, limit);
  }

  /** The hub asks for a bubble that was dealt with here: tell it the outcome once more. True when there is one. */
  repeatReport(replyId: string): boolean {
    return this.journal.transaction(() => this.again.run(replyId).changes > 0);
  }

  /** The hub has heard these. */
  markReported(reports: readonly DeliveryReport[]): void {
    for (const report of reports) {
      const kept = this.unwritten.indexOf(report);
      if (kept >= 0) this.unwritten.splice(kept, 1);
    }
    this.journal.transaction(() => {
      for (const report of reports) if (report.seq > 0) this.heard.run(report.seq);
    });
  }

  forgetBefore(cutoff: number): void {
    this.journal.transaction(() => this.prune.run(cutoff));
  }

  private follow(reply: OwnReply, state: LocalState, at: number): void {
    for (const [replyId, other] of this.open) {
      if (other.state === 'UNKNOWN' && at - other.at > UNKNOWN_MAY_SHOW_MS) this.open.delete(replyId);
    }
    if (state === 'INTENT' || state === 'TYPED' || state === 'UNKNOWN') {
      const { replyId, account, window, text } = reply;
      this.open.set(replyId, { replyId, account, window, text, state, at });
    } else {
      this.open.delete(reply.replyId);
    }
  }

  private loadOpen(): void {
    const newest = this.journal.prepare(
      `select seq, state, at, box from delivery where seq in (select max(seq) from delivery group by reply_id)
        and state in ('INTENT', 'TYPED', 'UNKNOWN') order by seq`,
    );
    for (const row of newest.iterate()) {
      const stored = this.journal.unseal('delivery', Number(row['seq']), row['box']) as StoredDelivery;
      this.follow(stored, String(row['state']) as LocalState, Number(row['at']));
    }
  }
}
