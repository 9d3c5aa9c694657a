import type { RepliesSubscription } from '../../../agent/generated/graphql.ts';

export type FeedItem = RepliesSubscription['replies'];

/** One feed's items on their way; is over at once when the subscriber goes, also in the middle of a wait. */
export class FeedChannel implements AsyncGenerator<{ replies: FeedItem }> {
  private readonly items: (FeedItem | null)[];
  private readonly onOver: () => void;
  private wake: () => void = () => undefined;
  private over = false;

  constructor(items: FeedItem[], onOver: () => void) {
    this.items = items;
    this.onOver = onOver;
  }

  push(item: FeedItem | null): void {
    this.items.push(item);
    this.wake();
  }

  async next(): Promise<IteratorResult<{ replies: FeedItem }>> {
    while (this.items.length === 0 && !this.over) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    const item = this.items.shift();
    return this.over || item == null ? this.return() : { done: false, value: { replies: item } };
  }

  async return(): Promise<IteratorResult<{ replies: FeedItem }>> {
    this.over = true;
    this.onOver();
    this.wake();
    return { done: true, value: undefined };
  }

  throw(error: unknown): Promise<IteratorResult<{ replies: FeedItem }>> {
    this.onOver();
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }
}
