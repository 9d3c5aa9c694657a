import { PortError } from '../../ports/errors.ts';
import type { FeedChannel } from './feed-channel.ts';
import { comparePositions, formatCursor, type Cursor, type Position } from './feed-cursor.ts';
import type { FeedEvent, FeedReader } from './feed-reader.ts';

export type ResetReason = 'FOREIGN_EPOCH' | 'AHEAD' | 'EXPIRED';

/** What a subscriber gets: events in order; once, when it has caught up, synced; first of all a reset, if its cursor is of no use. */
export type FeedItem =
  | { readonly type: 'event'; readonly cursor: string; readonly event: FeedEvent }
  | { readonly type: 'synced'; readonly cursor: string }
  /** Events may be missing between the client's cursor and this one: read the state again, after this item. */
  | { readonly type: 'reset'; readonly cursor: string; readonly reason: ResetReason };

/** Where a tail gets its events from. */
export interface TailSource {
  readonly reader: FeedReader;
  open(): Promise<FeedChannel>;
  leave(channel: FeedChannel): void;
}

/** Events a subscriber holds at once: what a slow one keeps alive after they fell out of the ring. */
const SLICE = 200;

/** Before a database that did not answer is asked again. */
const RETRY_MS = 500;

/** One subscriber's way through the events, at its own pace: from the database while it is behind the ring, then from the ring. */
export class FeedTail implements AsyncIterableIterator<FeedItem, undefined, undefined> {
  readonly #source: TailSource;
  readonly #items: AsyncGenerator<FeedItem, undefined, undefined>;
  #ended = false;
  #stopWaiting: () => void = () => undefined;

  constructor(source: TailSource, after: Cursor | undefined) {
    this.#source = source;
    this.#items = this.#run(after);
  }

  next(): Promise<IteratorResult<FeedItem, undefined>> {
    return this.#items.next();
  }

  /** Also ends a `next` that is waiting for news. */
  return(): Promise<IteratorResult<FeedItem, undefined>> {
    this.#ended = true;
    this.#stopWaiting();
    return this.#items.return(undefined);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async *#run(after: Cursor | undefined): AsyncGenerator<FeedItem, undefined, undefined> {
    const channel = await this.#source.open();
    try {
      yield* this.#follow(channel, after);
    } finally {
      this.#source.leave(channel);
    }
    return undefined;
  }

  async *#follow(channel: FeedChannel, after: Cursor | undefined): AsyncGenerator<FeedItem, void, undefined> {
    let position: Position = after ?? channel.ring.head;
    const reason = after === undefined ? undefined : await this.#judge(channel, after);
    if (reason !== undefined) {
      position = channel.ring.head;
      yield { type: 'reset', reason, cursor: formatCursor(channel.epoch, position) };
    }
    let synced = false;
    while (!this.#ended) {
      const events = channel.ring.after(position, SLICE);
      if (events === undefined) {
        position = yield* this.#catchUp(channel, position);
        continue;
      }
      for (const event of events) {
        yield { type: 'event', cursor: event.cursor, event };
        position = event;
      }
      if (events.length > 0) continue;
      if (synced) {
        await this.#news(channel);
        continue;
      }
      synced = true;
      yield { type: 'synced', cursor: formatCursor(channel.epoch, position) };
    }
  }

  /** One page from the database for a subscriber whom the ring has left behind. Answers how far it came. */
  async *#catchUp(channel: FeedChannel, from: Position): AsyncGenerator<FeedItem, Position, undefined> {
    // Taken before the page is read: what reaches the ring later may not be in the page.
    const floor = channel.ring.floor;
    const events = await this.#page(channel, from);
    for (const event of events) yield { type: 'event', cursor: event.cursor, event };
    return events.at(-1) ?? (comparePositions(from, floor) < 0 ? floor : from);
  }

  async #page(channel: FeedChannel, after: Position): Promise<readonly FeedEvent[]> {
    while (!this.#ended) {
      try {
        return await this.#source.reader.page(channel.tenantId, channel.epoch, after, SLICE);
      } catch (error) {
        if (!(error instanceof PortError && error.retryable)) throw error;
        await this.#wait((wake) => {
          const timer = setTimeout(wake, RETRY_MS);
          return () => clearTimeout(timer);
        });
      }
    }
    return [];
  }

  #news(channel: FeedChannel): Promise<void> {
    return this.#wait((wake) => channel.onNext(wake));
  }

  /** Waits for a callback, or until the subscriber leaves. */
  async #wait(start: (wake: () => void) => () => void): Promise<void> {
    if (this.#ended) return;
    await new Promise<void>((resolve) => {
      const cancel = start(resolve);
      this.#stopWaiting = () => {
        cancel();
        resolve();
      };
    });
    this.#stopWaiting = () => undefined;
  }

  /** Whether a cursor leads nowhere, and why. What the ring still holds needs no question to the database. */
  async #judge(channel: FeedChannel, after: Cursor): Promise<ResetReason | undefined> {
    if (after.epoch !== channel.epoch) return 'FOREIGN_EPOCH';
    const { floor, head } = channel.ring;
    if (comparePositions(after, floor) >= 0 && comparePositions(after, head) <= 0) return undefined;
    const { prunedXid, nextXid } = await this.#source.reader.head(channel.tenantId);
    if (after.xid >= nextXid) return 'AHEAD';
    return after.xid < prunedXid ? 'EXPIRED' : undefined;
  }
}
