import type { Feed } from './feed.service.ts';
import type { ResetReason } from './feed-tail.ts';
import type { News, NewsReader } from './news.ts';
import { newsBatches, type NewsItem } from './news-stream.ts';
import { stoppable } from './stoppable.ts';

/** The list is complete up to here; what follows is new. */
export interface Synced {
  readonly __typename: 'Synced';
  readonly cursor: string;
}

/** The cursor led nowhere: read the list again, what follows continues from here. */
export interface Reset {
  readonly __typename: 'Reset';
  readonly cursor: string;
  readonly reason: ResetReason;
}

/** What live lists need. */
export interface LiveServices {
  readonly feed: Feed;
  readonly news: NewsReader;
}

/** What makes one live list out of a tenant's events. */
export interface LiveList<Item> {
  readonly tenantId: string;
  readonly after: string | undefined;
  /** Items that an event brings to this list, in order; their cursors are given later. */
  readonly pick: (news: News, event: Extract<NewsItem, { type: 'event' }>['item']['event']) => readonly Item[];
  /** What an item is about: of several about the same thing that are ready together, only the last is sent. */
  readonly about?: (item: Item) => string;
}

type WithCursor<Item> = Item & { readonly cursor: string };

/** A live list: Synced when it is complete (at once without a cursor), then items as they happen. Throws BAD_INPUT for a malformed cursor. */
export function liveList<Item extends object>(
  { feed, news }: LiveServices,
  list: LiveList<Item>,
): AsyncIterableIterator<WithCursor<Item> | Synced | Reset, void, undefined> {
  const tail = feed.tail(list.tenantId, list.after);
  return stoppable(async function* (signal) {
    let before = list.after ?? '';
    const batches = newsBatches(tail, ({ event }) => news.read(list.tenantId, event), signal);
    for await (const batch of batches) {
      const items = batch.flatMap((entry) => {
        const picked = itemsOf(list, entry, before);
        before = entry.cursor;
        return picked;
      });
      yield* lastOfEach(items, list.about);
    }
  });
}

/**
 * Items of one entry with cursors: only the last one carries the event's own, the others that of what came before, so that
 * whoever resumes after one of them gets the rest.
 */
function itemsOf<Item extends object>(
  list: LiveList<Item>,
  entry: NewsItem,
  before: string,
): (WithCursor<Item> | Synced | Reset)[] {
  if (entry.type === 'synced') return [{ __typename: 'Synced', cursor: entry.cursor }];
  if (entry.type === 'reset') return [{ __typename: 'Reset', cursor: entry.cursor, reason: entry.reason }];
  const picked = list.pick(entry.news, entry.item.event);
  return picked.map((item, index) => ({
    ...item,
    cursor: index === picked.length - 1 || before === '' ? entry.cursor : before,
  }));
}

function lastOfEach<Item extends object>(
  items: readonly (WithCursor<Item> | Synced | Reset)[],
  about: ((item: Item) => string) | undefined,
): readonly (WithCursor<Item> | Synced | Reset)[] {
  if (!about) return items;
  const last = new Map<string, object>();
  for (const item of items) if (isItem(item)) last.set(about(item), item);
  return items.filter((item) => !isItem(item) || last.get(about(item)) === item);
}

function isItem<Item extends object>(item: WithCursor<Item> | Synced | Reset): item is WithCursor<Item> {
  const { __typename } = item as { __typename?: string };
  return __typename !== 'Synced' && __typename !== 'Reset';
}
