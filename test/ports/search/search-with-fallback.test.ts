import { randomUUID } from 'node:crypto';
import { setImmediate as nextTick } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import type { SearchWithFallback } from '../../../server/adapters/search/fallback/search-with-fallback.ts';
import { queryWords } from '../../../server/modules/knowledge/tokens.ts';
import type { EmbeddingSpace } from '../../../server/ports/embedder.ts';
import { findWeaviate } from '../../support/machine.ts';
import { startTcpProxy } from '../../support/tcp-proxy.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { find, passage } from './search-index-suite.ts';
import { StoredPassages, weaviateBed } from './weaviate-bed.ts';

const BACK = { for: 'the search to be back on Weaviate' };
const ANSWERS = { for: 'more answers' };

async function load(
  search: SearchWithFallback,
  database: StoredPassages,
  { tenant, space = null }: { readonly tenant: string; readonly space?: EmbeddingSpace | null },
): Promise<void> {
  search.beginLoading(tenant, space);
  for await (const put of database.read(tenant)) await search.apply(tenant, { put, remove: [] });
  await search.markReady(tenant);
}

function sample(): ReturnType<typeof passage>[] {
  return Array.from({ length: 250 }, (_, number) => passage(`p${number}`, `第${number}号商品的保修期是多久`));
}

/** Asks without pause until told to stop; counts answers, each of which must hold the right passage. */
function askOn(search: SearchWithFallback, tenant: string): { readonly answered: () => number; stop(): Promise<void> } {
  let asking = true;
  let answered = 0;
  const running = (async () => {
    while (asking) {
      const hits = await find(search, tenant, '第77号商品的保修期');
      if (hits[0]?.chunkId !== 'p77') throw new Error(`found ${hits[0]?.chunkId}`);
      answered += 1;
      await nextTick();
    }
  })();
  return {
    answered: () => answered,
    stop: async () => {
      asking = false;
      await running;
    },
  };
}

if (findWeaviate() === undefined) {
  describe('search with a fallback', () => {
    it('answers whatever becomes of Weaviate', (context) => {
      expect(findWeaviate()).toBeUndefined();
      context.skip('Weaviate not installed');
    });
  });
} else {
  // A server that is started anew during a test, on two cores that others use.
  vi.setConfig({ testTimeout: 180_000 });
  const bed = weaviateBed();

  /** A tenant that is searched in Weaviate. */
  const served = async () => {
    const database = new StoredPassages();
    const tenant = randomUUID();
    database.store(tenant, { put: sample(), remove: [] });
    const search = bed.openWithFallback(database);
    await load(search, database, { tenant });
    await waitUntil(() => search.engine(tenant) === 'weaviate', BACK);
    return { database, tenant, search };
  };

  describe('search with a fallback', () => {
    it('answers from the fallback until Weaviate has been filled the first time', async () => {
      const database = new StoredPassages();
      const tenant = randomUUID();
      database.store(tenant, { put: sample(), remove: [] });
      const search = bed.openWithFallback(database);
      await load(search, database, { tenant });
      expect(search.status(tenant)).toBe('ready');
      expect((await find(search, tenant, '第77号商品的保修期'))[0]?.chunkId).toBe('p77');
      await waitUntil(() => search.engine(tenant) === 'weaviate', BACK);
      expect(search.size(tenant)).toBe(250);
      const another = bed.openWithFallback(database);
      await load(another, database, { tenant });
      expect(another.engine(tenant)).toBe('weaviate');
    });

    it('loses no search when Weaviate is killed, and goes back to it with what it missed', async () => {
      const { database, tenant, search } = await served();
      const asking = askOn(search, tenant);
      await waitUntil(() => asking.answered() > 10, ANSWERS);
      await bed.server.halt();
      await waitUntil(() => search.engine(tenant) === 'fallback', ANSWERS);
      const before = asking.answered();
      await waitUntil(() => asking.answered() > before + 10, ANSWERS);
      await search.apply(tenant, database.store(tenant, { put: [passage('neu', '能不能分期付款')], remove: ['p3'] }));
      expect((await find(search, tenant, '分期付款'))[0]?.chunkId).toBe('neu');
      await bed.server.start();
      await waitUntil(() => search.engine(tenant) === 'weaviate', BACK);
      expect((await find(search, tenant, '分期付款'))[0]?.chunkId).toBe('neu');
      expect((await find(search, tenant, '第3号商品', 200)).map(({ chunkId }) => chunkId)).not.toContain('p3');
      await asking.stop();
      expect(search.size(tenant)).toBe(250);
      expect(bed.logged.filter((line) => line.includes('index is away'))).toHaveLength(1);
    });

    it('keeps the space of a tenant, and finds by meaning again when Weaviate is back', async () => {
      const space = { name: 'test/two', dimensions: 2 };
      const database = new StoredPassages();
      const tenant = randomUUID();
      const vectors = [Float32Array.of(1, 0)];
      database.store(tenant, {
        put: [{ ...passage('退', '退款多久到账'), vectors }, passage('票', '发票怎么开')],
        remove: [],
      });
      const search = bed.openWithFallback(database);
      await load(search, database, { tenant, space });
      const meaningOfBest = async () => {
        const query = { ...queryWords('退款'), vector: Float32Array.of(1, 0), space: space.name, limit: 5 };
        const [best] = await search.search(tenant, query);
        return { chunkId: best?.chunkId, meaningScore: best?.meaningScore };
      };
      await waitUntil(() => search.engine(tenant) === 'weaviate', BACK);
      await expect.poll(meaningOfBest).toEqual({ chunkId: '退', meaningScore: 1 });
      await bed.server.halt();
      expect(await meaningOfBest()).toEqual({ chunkId: '退', meaningScore: null });
      expect(search.space(tenant)).toEqual(space);
      await bed.server.start();
      await waitUntil(() => search.engine(tenant) === 'weaviate', BACK);
      await expect.poll(meaningOfBest).toEqual({ chunkId: '退', meaningScore: 1 });
    });

    it('does not wait for a Weaviate that hangs', async () => {
      const { tenant, search } = await served();
      bed.server.signal('SIGSTOP');
      try {
        const start = performance.now();
        // What was on its way when the signal came may still be answered.
        await waitUntil(async () => {
          expect((await find(search, tenant, '第77号商品的保修期'))[0]?.chunkId).toBe('p77');
          return search.engine(tenant) === 'fallback';
        }, ANSWERS);
        expect(performance.now() - start).toBeLessThan(10_000);
        for (let round = 0; round < 50; round += 1) await find(search, tenant, '第77号商品的保修期');
        expect(performance.now() - start).toBeLessThan(20_000);
      } finally {
        bed.server.signal('SIGCONT');
      }
      await waitUntil(() => search.engine(tenant) === 'weaviate', BACK);
    });

    it('loses no search when connections break', async () => {
      const proxy = await startTcpProxy(bed.server.grpcPort);
      const { tenant, database } = await served();
      const search = bed.openWithFallback(database, proxy.port);
      await load(search, database, { tenant });
      const asking = askOn(search, tenant);
      for (let cut = 0; cut < 5; cut += 1) {
        const before = asking.answered();
        await waitUntil(() => asking.answered() > before + 5 && proxy.open() > 0, ANSWERS);
        proxy.cut();
      }
      await waitUntil(() => search.engine(tenant) === 'weaviate', BACK);
      await asking.stop();
      expect(asking.answered()).toBeGreaterThan(25);
      await search.close();
      await proxy.close();
    });

    it('is ready by keywords where a Weaviate hangs from the start', async () => {
      const database = new StoredPassages();
      const tenant = randomUUID();
      database.store(tenant, { put: sample(), remove: [] });
      const search = bed.openWithFallback(database);
      bed.server.signal('SIGSTOP');
      try {
        await load(search, database, { tenant });
        expect(search.status(tenant)).toBe('ready');
        expect((await find(search, tenant, '第77号商品的保修期'))[0]?.chunkId).toBe('p77');
      } finally {
        bed.server.signal('SIGCONT');
      }
      await waitUntil(() => search.engine(tenant) === 'weaviate', BACK);
    });

    it('fills a Weaviate that comes back empty', async () => {
      const { tenant, search } = await served();
      await bed.server.halt();
      bed.server.forget();
      await bed.server.start();
      expect((await find(search, tenant, '第77号商品的保修期'))[0]?.chunkId).toBe('p77');
      await waitUntil(() => search.engine(tenant) === 'weaviate' && search.size(tenant) === 250, BACK);
      expect((await find(search, tenant, '第77号商品的保修期'))[0]?.chunkId).toBe('p77');
    });

    it('takes a removed tenant out of Weaviate when that is back', async () => {
      const { tenant, search } = await served();
      await bed.server.halt();
      await search.drop(tenant);
      expect(await find(search, tenant, '第77号商品的保修期')).toEqual([]);
      await bed.server.start();
      await waitUntil(async () => !(await bed.open().holds(tenant, null)), BACK);
    });
  });
}
