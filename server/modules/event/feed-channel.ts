import { EventRing } from './event-ring.ts';
import type { FeedEvent, FeedHead } from './feed-reader.ts';

/** One tenant on this node, for as long as somebody listens. */
export class FeedChannel {
  readonly tenantId: string;
  readonly epoch: string;
  readonly ring: EventRing<FeedEvent>;
  /** How many are listening; the channel may go when it is 0. */
  subscribers = 0;
  /** When the last one left, in the clock of `performance.now()`. */
  lastUsed = performance.now();
  readonly #waiting = new Set<() => void>();

  constructor(tenantId: string, head: FeedHead, capacity: number) {
    this.tenantId = tenantId;
    this.epoch = head.epoch;
    this.ring = new EventRing(head.position, capacity);
  }

  push(events: readonly FeedEvent[]): void {
    this.ring.push(events);
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake();
  }

  /** Calls back once, at the next push; the result takes that back. */
  onNext(wake: () => void): () => void {
    this.#waiting.add(wake);
    return () => void this.#waiting.delete(wake);
  }
}
