import { expect } from 'vitest';
import { createMemoryWake } from '../../server/adapters/pubsub/memory.ts';
import { createFeed, type Feed } from '../../server/modules/event/feed.service.ts';
import type { FeedItem } from '../../server/modules/event/feed-tail.ts';
import type { Database } from '../../server/ports/database.ts';
import type { Wake } from '../../server/ports/wake.ts';

const log = { warn: (message: string, cause: unknown): void => console.warn(message, cause) };

const open: Feed[] = [];

/** A feed on a database, with the wake-up of its node; `closeFeeds` ends it. */
export function startFeed(database: Pick<Database, 'call'>, ringCapacity = 1_024): { feed: Feed; wake: Wake } {
  const wake = createMemoryWake();
  const feed = createFeed({ database, wake, log }, { ringCapacity });
  open.push(feed);
  return { feed, wake };
}

/** The kinds of the next events, up to and with `last`; fails on a reset. */
export async function collectKinds(tail: AsyncIterable<FeedItem>, last: string): Promise<string[]> {
  const kinds: string[] = [];
  for await (const item of tail) {
    if (item.type === 'reset') throw new Error(`reset: ${item.reason}`);
    if (item.type !== 'event') continue;
    kinds.push(item.event.kind);
    if (item.event.kind === last) return kinds;
  }
  return kinds;
}

export async function nextOf<T extends FeedItem['type']>(
  tail: AsyncIterator<FeedItem>,
  type: T,
): Promise<Extract<FeedItem, { type: T }>> {
  const { value } = await tail.next();
  expect(value).toMatchObject({ type });
  return value as Extract<FeedItem, { type: T }>;
}

/** Ends all feeds of a test. */
export async function closeFeeds(): Promise<void> {
  await Promise.all(open.splice(0).map((feed) => feed.close()));
}
