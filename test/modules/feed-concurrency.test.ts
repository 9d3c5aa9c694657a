import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import type { Feed } from '../../server/modules/event/feed.service.ts';
import type { Database } from '../../server/ports/database.ts';
import type { Wake } from '../../server/ports/wake.ts';
import { describeEachDatabase } from '../support/database.ts';
import { createTenant, writeEvents } from '../support/event-writer.ts';
import { closeFeeds, collectKinds, nextOf, startFeed } from '../support/feed.ts';

afterEach(closeFeeds);

describeEachDatabase('feed under load', ({ kind, database }) => {
  test('a stalled subscriber gets everything later, and holds nobody back', async () => {
    const tenant = await createTenant(database());
    const { feed, wake } = startFeed(database(), 16);
    const [stalled, lively] = [feed.tail(tenant), feed.tail(tenant)];
    await nextOf(stalled, 'synced');
    await nextOf(lively, 'synced');
    const kinds = Array.from({ length: 500 }, (_, index) => `e${index}`);
    const reading = collectKinds(lively, 'e499');
    for (let start = 0; start < kinds.length; start += 50) {
      await writeEvents(database(), tenant, kinds.slice(start, start + 50));
      wake.publish('events', tenant);
    }
    expect(await reading).toEqual(kinds);
    expect(await collectKinds(stalled, 'e499')).toEqual(kinds);
  });

  test('loses and repeats nothing under many writers, slow and returning subscribers', async () => {
    const tenant = await createTenant(database());
    const nodes = [startFeed(database(), 32), startFeed(database(), 32)];
    const start = (await nextOf(nodes[0]!.feed.tail(tenant), 'synced')).cursor;
    const writers = Array.from({ length: 8 }, (_, writer) => write(database(), nodes, { tenant, writer }));
    const readers = [
      readAll(nodes[0]!.feed, { tenant, start, slow: false, returning: false }),
      readAll(nodes[1]!.feed, { tenant, start, slow: true, returning: false }),
      readAll(nodes[1]!.feed, { tenant, start, slow: false, returning: true }),
    ];
    await Promise.all(writers);
    await writeEvents(database(), tenant, ['end']);
    const results = await Promise.all(readers);
    const expected = Array.from({ length: 8 * 40 }, (_, index) => `w${Math.trunc(index / 40)}-${index % 40}`);
    for (const seen of results) {
      expect(seen.slice(0, -1).toSorted()).toEqual(expected.toSorted());
      expect(seen).toEqual(results[0]);
    }
  });

  // PGlite has one session: no transaction is ever open beside another.
  if (kind === 'postgres') {
    test('an event waits for every older transaction, whatever was committed first', async () => {
      const tenant = await createTenant(database());
      const { feed, wake } = startFeed(database());
      const tail = feed.tail(tenant);
      const start = (await nextOf(tail, 'synced')).cursor;
      const [inserted, commit] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const older = database().inTenant(tenant, async (em) => {
        await em.execute('insert into event (tenant_id, kind) values (?, ?)', [tenant, 'older']);
        inserted.resolve();
        await commit.promise;
      });
      await inserted.promise;
      await writeEvents(database(), tenant, ['younger']);
      wake.publish('events', tenant);
      const [, xid, id] = start.split('.');
      expect(await database().call('feed', [tenant, xid, id, 10])).toEqual([]);
      commit.resolve();
      await older;
      expect(await collectKinds(tail, 'younger')).toEqual(['older', 'younger']);
    });
  }
});

interface Writing {
  readonly tenant: string;
  readonly writer: number;
}

/** Forty transactions of one event, some held open for a while so that they become visible out of order. */
async function write(database: Database, nodes: readonly { wake: Wake }[], { tenant, writer }: Writing): Promise<void> {
  for (let index = 0; index < 40; index += 1) {
    await database.inTenant(tenant, async (em) => {
      const sql = 'insert into event (tenant_id, kind) values (?, ?)';
      await em.execute(sql, [tenant, `w${writer}-${index}`]);
      for (let turn = (index * 7 + writer * 13) % 11; turn > 0; turn -= 1) await nextTurn();
    });
    for (const { wake } of nodes) wake.publish('events', tenant);
  }
}

interface Reading {
  readonly tenant: string;
  readonly start: string;
  readonly slow: boolean;
  /** Leaves and comes back by its cursor after every few events. */
  readonly returning: boolean;
}

async function readAll(feed: Feed, { tenant, start, slow, returning }: Reading): Promise<string[]> {
  const kinds: string[] = [];
  let cursor = start;
  while (true) {
    let left = returning ? 7 : Infinity;
    for await (const item of feed.tail(tenant, cursor)) {
      if (item.type === 'reset') throw new Error(`reset: ${item.reason}`);
      if (item.type !== 'event') continue;
      kinds.push(item.event.kind);
      cursor = item.cursor;
      if (item.event.kind === 'end') return kinds;
      if (slow) for (let turn = 0; turn < 20; turn += 1) await nextTurn();
      left -= 1;
      if (left === 0) break;
    }
  }
}
