import type { FeedItem } from './feed-tail.ts';
import type { News, NewsReader } from './news.ts';

/** Events that are read ahead of a slow subscriber; the feed waits at this many. */
const AHEAD = 32;

/** A feed item with the state of what it names. */
export type NewsItem =
  | {
      readonly type: 'event';
      readonly cursor: string;
      readonly news: News;
      readonly item: Extract<FeedItem, { type: 'event' }>;
    }
  | Exclude<FeedItem, { type: 'event' }>;

interface Pending {
  readonly news: Promise<NewsItem>;
  settled: boolean;
}

/**
 * Follows a feed and reads the state of what its events name, some events ahead, so that a burst costs few transactions.
 * Yields whatever is ready, in order, at least one item.
 */
export async function* newsBatches(
  tail: AsyncIterableIterator<FeedItem, undefined, undefined>,
  read: (item: Extract<FeedItem, { type: 'event' }>) => ReturnType<NewsReader['read']>,
  signal: AbortSignal,
): AsyncGenerator<NewsItem[], void, undefined> {
  const queue: Pending[] = [];
  let ended = false;
  let turn = Promise.withResolvers<void>();
  const changed = (): void => {
    turn.resolve();
    turn = Promise.withResolvers<void>();
  };
  const onAbort = (): void => void tail.return?.();
  signal.addEventListener('abort', onAbort, { once: true });
  const pump = async (): Promise<void> => {
    for await (const item of tail) {
      queue.push(pending(item, read));
      changed();
      while (queue.length >= AHEAD && !signal.aborted) await turn.promise;
    }
  };
  const pumping = pump().finally(() => {
    ended = true;
    changed();
  });
  // Its failure is thrown below, after what was ready.
  pumping.catch(() => undefined);
  try {
    for (;;) {
      const first = queue[0];
      if (!first && ended) break;
      if (!first) {
        await turn.promise;
        continue;
      }
      await first.news;
      const ready = queue.findIndex((entry) => !entry.settled);
      const taken = queue.splice(0, ready < 0 ? queue.length : Math.max(ready, 1));
      changed();
      yield await Promise.all(taken.map((entry) => entry.news));
    }
    await pumping;
  } finally {
    signal.removeEventListener('abort', onAbort);
    queue.length = 0;
    changed();
    await tail.return?.();
  }
}

function pending(item: FeedItem, read: (item: Extract<FeedItem, { type: 'event' }>) => Promise<News>): Pending {
  const news: Promise<NewsItem> =
    item.type === 'event'
      ? read(item).then((state) => ({ type: 'event', cursor: item.cursor, news: state, item }))
      : Promise.resolve(item);
  const entry: Pending = { news, settled: false };
  news.then(
    () => (entry.settled = true),
    () => (entry.settled = true),
  );
  return entry;
}
