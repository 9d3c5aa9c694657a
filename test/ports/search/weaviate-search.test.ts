import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, vi } from 'vitest';
import { goldGroups, groupsOf, isAnswerable, readFaqSet } from '../../../bench/retrieval/faq-set.ts';
import { toChunk } from '../../../bench/retrieval/load-set.ts';
import { EmbeddedSearch } from '../../../server/adapters/search/embedded/embedded-search.ts';
import { tokenHash } from '../../../server/adapters/search/scoring/token-hash.ts';
import { queryWords } from '../../../server/modules/knowledge/tokens.ts';
import type { SearchChunk, SearchHit, SearchIndex } from '../../../server/ports/search.ts';
import { findWeaviate } from '../../support/machine.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { find, passage, searchIndexSuite } from './search-index-suite.ts';
import { searchMeaningSuite } from './search-meaning-suite.ts';
import { weaviateBed } from './weaviate-bed.ts';

const SPACE = { name: 'test/bags', dimensions: 64 };

/** A vector of length 1 that texts with the same tokens share: no model, but near and far as a model's are. */
function meaning(tokens: readonly string[]): Float32Array {
  const vector = new Float32Array(SPACE.dimensions).fill(0.01);
  for (const token of tokens) {
    const place = tokenHash(token) % SPACE.dimensions;
    vector[place] = (vector[place] ?? 0) + 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function meanings({ tokens }: SearchChunk): Float32Array[] {
  return [tokens.question, ...tokens.phrasings].map(meaning);
}

const FIT_DATA = fileURLToPath(new URL('../../../bench/fit-data', import.meta.url));

if (findWeaviate() === undefined) {
  describe('search index: Weaviate', () => {
    it('does what every search index does', (context) => {
      expect(findWeaviate()).toBeUndefined();
      context.skip('Weaviate not installed');
    });
  });
} else {
  // A server beside the tests has its share of two cores.
  vi.setConfig({ testTimeout: 120_000 });
  const bed = weaviateBed();
  searchIndexSuite('Weaviate', () => bed.open());
  searchMeaningSuite('Weaviate', () => bed.open());

  describe('Weaviate beside the embedded index', () => {
    const set = readFaqSet(FIT_DATA, 'clinicshop');
    const groups = groupsOf(set);

    /** Share of questions whose group is among the first ten hits, and the hits themselves. */
    const rank = async (index: SearchIndex, withMeaning: boolean) => {
      const tenant = randomUUID();
      index.beginLoading(tenant, withMeaning ? SPACE : null);
      const put = set.entries
        .map(toChunk)
        .map((chunk) => (withMeaning ? { ...chunk, vectors: meanings(chunk) } : chunk));
      await index.apply(tenant, { put, remove: [] });
      await index.markReady(tenant);
      const lists: (readonly SearchHit[])[] = [];
      let found = 0;
      const questions = set.questions.filter(isAnswerable).filter((_, number) => number % 2 === 0);
      for (const question of questions) {
        const words = queryWords(question.q);
        const vector = meaning(words.terms.map(({ token }) => token));
        const hits = await index.search(tenant, { ...words, limit: 10, ...(withMeaning && { vector }) });
        const gold = goldGroups(question, groups);
        if (hits.some(({ groupId }) => gold.has(groupId))) found += 1;
        lists.push(hits);
      }
      return { share: (100 * found) / questions.length, lists };
    };

    it.each([
      ['by words', false],
      ['by words and meaning', true],
    ])('finds the same passages %s, with the same scores', async (_name, withMeaning) => {
      const embedded = await rank(new EmbeddedSearch(), withMeaning);
      const weaviate = await rank(bed.open(), withMeaning);
      expect(embedded.share).toBeGreaterThan(60);
      expect(Math.abs(weaviate.share - embedded.share)).toBeLessThanOrEqual(2);
      embedded.lists.forEach((hits, question) => {
        const [best] = hits;
        const same = weaviate.lists[question]?.find(({ chunkId }) => chunkId === best?.chunkId);
        if (!best) return;
        expect(same?.keywordScore).toBeCloseTo(best.keywordScore, 3);
        expect(same?.vectorScore).toBeCloseTo(best.vectorScore, 4);
        expect(same?.meaningScore ?? 0).toBeCloseTo(best.meaningScore ?? 0, 2);
        expect(same?.evidence.phrasingCoverage).toBeCloseTo(best.evidence.phrasingCoverage, 4);
      });
    });
  });

  describe('Weaviate shared by several hubs', () => {
    const old = Array.from({ length: 300 }, (_, number) => passage(`old${number}`, `旧品编号${number}的价格`));
    const fresh = Array.from({ length: 300 }, (_, number) => passage(`new${number}`, `新品编号${number}的价格`));
    const change = { put: fresh, remove: old.map(({ chunkId }) => chunkId) };

    it('lets each see a document change as a whole, when it hears of it', async () => {
      const tenant = randomUUID();
      const [first, second] = [bed.open(), bed.open()];
      for (const hub of [first, second]) {
        hub.beginLoading(tenant);
        await hub.apply(tenant, { put: old, remove: [] });
        await hub.markReady(tenant);
      }
      await first.apply(tenant, change);
      expect((await find(first, tenant, '编号7的价格', 200)).every(({ chunkId }) => chunkId.startsWith('new'))).toBe(
        true,
      );
      const unaware = await find(second, tenant, '编号7的价格', 200);
      expect(unaware.length).toBeGreaterThan(50);
      expect(unaware.every(({ chunkId }) => chunkId.startsWith('old'))).toBe(true);
      await second.apply(tenant, change);
      expect((await find(second, tenant, '编号7的价格', 200)).every(({ chunkId }) => chunkId.startsWith('new'))).toBe(
        true,
      );
    });

    it('writes nothing that another hub has written', async () => {
      const tenant = randomUUID();
      const first = bed.open();
      expect(await first.holds(tenant, null)).toBe(false);
      first.beginLoading(tenant);
      await first.apply(tenant, { put: old, remove: [] });
      await first.markReady(tenant);
      const second = bed.open();
      expect(await second.holds(tenant, null)).toBe(true);
    });
  });

  describe('what nobody needs any more in Weaviate', () => {
    it('is taken out a while after it was replaced, or when a hub starts that does not know it', async () => {
      const tenant = randomUUID();
      const first = bed.open({ graceMs: 50 });
      first.beginLoading(tenant);
      await first.apply(tenant, { put: [passage('1', '发票怎么开'), passage('2', '包邮吗')], remove: [] });
      await first.markReady(tenant);
      await first.apply(tenant, { put: [passage('1', '专票怎么开')], remove: [] });
      await waitUntil(async () => (await bed.objects(tenant)).length === 2, { for: 'the old text to go' });
      expect((await find(first, tenant, '专票'))[0]?.chunkId).toBe('1');
      // It dies before it can take anything out; its successor reads a database without passage 2.
      const second = bed.open({ graceMs: 50 });
      second.beginLoading(tenant);
      await second.apply(tenant, { put: [passage('1', '专票怎么开')], remove: [] });
      await second.markReady(tenant);
      await waitUntil(async () => (await bed.objects(tenant)).length === 1, { for: 'the orphan to go' });
      expect((await find(second, tenant, '专票'))[0]?.chunkId).toBe('1');
      expect(await second.intact(tenant)).toBe(true);
    });

    it('stays when another hub has put it in again meanwhile', async () => {
      const tenant = randomUUID();
      const hubs = [bed.open({ graceMs: 1_500 }), bed.open({ graceMs: 1_500 })] as const;
      const old = passage('1', '发票怎么开');
      for (const hub of hubs) {
        hub.beginLoading(tenant);
        await hub.apply(tenant, { put: [old], remove: [] });
        await hub.markReady(tenant);
      }
      const [first, second] = hubs;
      // The first hub hears of a new version and not of its being rolled back; the second does both.
      await first.apply(tenant, { put: [passage('1', '专票怎么开')], remove: [] });
      await second.apply(tenant, { put: [passage('1', '专票怎么开')], remove: [] });
      await second.apply(tenant, { put: [old], remove: [] });
      await waitUntil(async () => (await bed.objects(tenant)).length === 1, { for: 'the new version to go' });
      expect(await second.intact(tenant)).toBe(true);
      expect((await find(second, tenant, '发票'))[0]?.chunkId).toBe('1');
    });
  });

  describe('Weaviate with a new schema', () => {
    it('is filled beside the old one, which serves until then', async () => {
      const tenant = randomUUID();
      const [before, after] = [bed.open({ version: 1 }), bed.open({ version: 2 })];
      before.beginLoading(tenant);
      await before.apply(tenant, { put: [passage('1', '发票怎么开')], remove: [] });
      await before.markReady(tenant);
      expect(await after.holds(tenant, null)).toBe(false);
      after.beginLoading(tenant);
      await after.apply(tenant, { put: [passage('1', '发票怎么开')], remove: [] });
      await after.markReady(tenant);
      for (const search of [before, after]) expect((await find(search, tenant, '发票'))[0]?.chunkId).toBe('1');
      await after.drop(tenant);
      expect(await before.intact(tenant)).toBe(false);
      expect(await after.holds(tenant, null)).toBe(false);
    });
  });
}
