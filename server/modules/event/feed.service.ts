import type { Database } from '../../ports/database.ts';
import type { Log } from '../../ports/log.ts';
import type { Wake } from '../../ports/wake.ts';
import type { FeedChannel } from './feed-channel.ts';
import { parseCursor } from './feed-cursor.ts';
import { createFeedReader } from './feed-reader.ts';
import { FeedTail, type FeedItem } from './feed-tail.ts';
import { FeedTailer, type FeedLimits } from './feed-tailer.ts';

/** The events of a tenant as live lists. */
export interface Feed {
  /**
   * Events after a cursor, or from now on without one. Never ends by itself; end it with `return` (or by leaving a
   * `for await`). Throws BAD_INPUT for a malformed cursor; a stale one gives one reset instead.
   */
  tail(tenantId: string, after?: string): AsyncIterableIterator<FeedItem, undefined, undefined>;
  /** Stops reading. Tails that are open get no more news; end them first. */
  close(): Promise<void>;
}

export interface FeedServices {
  readonly database: Pick<Database, 'call'>;
  readonly wake: Pick<Wake, 'subscribe'>;
  readonly log: Pick<Log, 'warn'>;
}

/** Starts the node's one tailer. */
export function createFeed(services: FeedServices, limits?: Partial<FeedLimits>): Feed {
  const tailer = new FeedTailer({ reader: createFeedReader(services.database), log: services.log, limits });
  const unsubscribe = services.wake.subscribe('events', (tenantId) => tailer.wake(tenantId));
  return {
    tail: (tenantId, after) => {
      const cursor = after === undefined ? undefined : parseCursor(after);
      const source = {
        reader: tailer.reader,
        open: () => tailer.open(tenantId),
        leave: (channel: FeedChannel) => tailer.leave(channel),
      };
      return new FeedTail(source, cursor);
    },
    close: async () => {
      unsubscribe();
      await tailer.close();
    },
  };
}
