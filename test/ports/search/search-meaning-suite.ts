import { beforeEach, describe, expect, it } from 'vitest';
import { queryWords } from '../../../server/modules/knowledge/tokens.ts';
import type { SearchChunk, SearchHit, SearchIndex } from '../../../server/ports/search.ts';
import { passage } from './search-index-suite.ts';

const space = { name: 'test/four', dimensions: 4 };

/** A vector of length 1 that points mostly one way. */
export function pointing(direction: number, tilt = 0): Float32Array {
  const vector = new Float32Array(space.dimensions).fill(0.1);
  vector[direction] = 1 - tilt;
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function meaning(chunk: SearchChunk, ...vectors: Float32Array[]): SearchChunk {
  return { ...chunk, vectors };
}

const ids = (hits: readonly SearchHit[]): string[] => hits.map(({ chunkId }) => chunkId);

/** What every search adapter owes where passages have vectors. */
export function searchMeaningSuite(name: string, open: () => Promise<SearchIndex> | SearchIndex): void {
  describe(`search by meaning: ${name}`, () => {
    let index: SearchIndex;
    const tenant = '6a1f0c0e-0000-4000-8000-000000000003';

    function ask(text: string, vector?: Float32Array, limit = 10): Promise<readonly SearchHit[]> {
      return index.search(tenant, { ...queryWords(text), ...(vector && { vector }), limit });
    }

    beforeEach(async () => {
      index = await open();
      index.beginLoading(tenant, space);
      await index.apply(tenant, {
        put: [
          meaning(passage('退', '退款多久到账', '三个工作日原路退回。'), pointing(0)),
          meaning(passage('票', '发票怎么开', '在订单页点申请发票。', ['专票能开吗']), pointing(1), pointing(2)),
          passage('邮', '包邮吗', '满99元包邮。'),
        ],
        remove: [],
      });
      await index.markReady(tenant);
    });

    it('finds what shares no word with the question', async () => {
      const [hit] = await ask('zzz', pointing(0, 0.1));
      expect(hit).toMatchObject({ chunkId: '退', keywordScore: 0, vectorScore: 0 });
      expect(hit?.meaningScore).toBeGreaterThan(0.98);
      expect(hit?.evidence.queryCoverage).toBe(0);
    });

    it('finds a passage by the nearest of its vectors', async () => {
      const [hit] = await ask('zzz', pointing(2));
      expect(hit?.chunkId).toBe('票');
      expect(hit?.meaningScore).toBeCloseTo(1, 4);
    });

    it('finds a passage without a vector by its words', async () => {
      const [hit] = await ask('包邮吗', pointing(3));
      expect(hit).toMatchObject({ chunkId: '邮', meaningScore: null });
    });

    it('searches by words alone without a vector, or with one of another length', async () => {
      for (const vector of [undefined, new Float32Array(7).fill(0.3)]) {
        const hits = await ask('发票怎么开', vector);
        expect(ids(hits)[0]).toBe('票');
        expect(hits.every(({ meaningScore }) => meaningScore === null)).toBe(true);
      }
    });

    it('leaves a question of another space aside, even of the same length', async () => {
      const query = { ...queryWords('zzz'), vector: pointing(0), limit: 10 };
      expect(await index.search(tenant, { ...query, space: 'another/model' })).toEqual([]);
      expect(ids(await index.search(tenant, { ...query, space: space.name }))[0]).toBe('退');
    });

    it('leaves vectors of another length aside', async () => {
      await index.apply(tenant, {
        put: [meaning(passage('错', '几点开门'), new Float32Array(9).fill(1 / 3))],
        remove: [],
      });
      expect((await ask('几点开门', pointing(0)))[0]).toMatchObject({ chunkId: '错', meaningScore: null });
    });

    it('forgets the meaning of what was replaced or taken out', async () => {
      await index.apply(tenant, { put: [meaning(passage('退', '退款多久到账'), pointing(3))], remove: ['票'] });
      expect((await ask('zzz', pointing(3)))[0]).toMatchObject({ chunkId: '退' });
      const near = (await ask('zzz', pointing(0))).find(({ chunkId }) => chunkId === '退');
      expect(near?.meaningScore ?? 0).toBeLessThan(0.5);
      expect(ids(await ask('zzz', pointing(1)))).not.toContain('票');
    });

    it('has no vectors after a start without a space', async () => {
      index.beginLoading(tenant);
      await index.apply(tenant, { put: [meaning(passage('退', '退款多久到账'), pointing(0))], remove: [] });
      await index.markReady(tenant);
      expect(await ask('zzz', pointing(0))).toEqual([]);
      expect((await ask('退款', pointing(0)))[0]).toMatchObject({ chunkId: '退', meaningScore: null });
    });
  });
}
