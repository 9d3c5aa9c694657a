import { beforeEach, describe, expect, it } from 'vitest';
import { EmbeddedSearch } from '../../../server/adapters/search/embedded/embedded-search.ts';
import { rerankHits } from '../../../server/modules/knowledge/rerank-hits.ts';
import { retrieve } from '../../../server/modules/knowledge/retrieve.ts';
import type { Database } from '../../../server/ports/database.ts';
import { PortError } from '../../../server/ports/errors.ts';
import { chunkTokens, lexiconOf } from '../../../server/modules/knowledge/tokens.ts';

const tenantId = 't';

describe('retrieve', () => {
  let search: EmbeddedSearch;

  beforeEach(() => {
    search = new EmbeddedSearch();
  });

  async function put(question: string, answer: string, id = question): Promise<void> {
    const chunk = { chunkId: id, tokens: chunkTokens({ question, answer, phrasings: [] }) };
    await search.apply(tenantId, { put: [chunk], remove: [] });
  }

  it('is silent with confidence 0 while the index loads, even for what it has already', async () => {
    search.beginLoading(tenantId);
    await put('包邮吗', '满99元包邮');
    expect(await retrieve({ search }, { tenantId }, '包邮吗')).toMatchObject({
      status: 'loading',
      hits: [],
      confidence: { value: 0, features: null },
    });
  });

  it('says that the knowledge base is empty, with confidence 0', async () => {
    search.beginLoading(tenantId);
    await search.markReady(tenantId);
    expect(await retrieve({ search }, { tenantId }, '包邮吗')).toMatchObject({
      status: 'empty',
      confidence: { value: 0 },
    });
  });

  it('finds and measures', async () => {
    await put('包邮吗', '满99元包邮');
    await put('怎么退款', '三天内原路退回');
    await put('几点开门', '早上九点');
    await search.markReady(tenantId);
    const found = await retrieve({ search }, { tenantId }, '请问包邮吗？');
    expect(found.status).toBe('ready');
    expect(found.hits[0]?.chunkId).toBe('包邮吗');
    expect(found.confidence.value).toBeGreaterThan(0.55);
  });

  it('has nothing to say to a question of signs only', async () => {
    await put('包邮吗', '满99元包邮');
    await search.markReady(tenantId);
    expect(await retrieve({ search }, { tenantId }, '？？？')).toMatchObject({ hits: [], confidence: { value: 0 } });
  });

  it('says whether the result is whole: not when a fallback searched, nor when the reranker failed', async () => {
    await put('包邮吗', '满99元包邮');
    await put('包邮地区', '江浙沪');
    await search.markReady(tenantId);
    expect(await retrieve({ search }, { tenantId }, '包邮吗')).toMatchObject({ whole: true });
    const hurt = {
      status: search.status.bind(search),
      search: search.search.bind(search),
      engine: () => 'fallback' as const,
    };
    expect(await retrieve({ search: hurt }, { tenantId }, '包邮吗')).toMatchObject({ whole: false });
    const late = { rerank: () => Promise.reject(new PortError({ port: 'reranker', retryable: true, reason: 'late' })) };
    const database = { call: () => Promise.resolve([]) } as unknown as Database;
    const asked = { tenantId, question: '包邮吗', signal: new AbortController().signal };
    const found = await retrieve(
      { search },
      { tenantId, rerank: (hits) => rerankHits({ database, reranker: late }, asked, hits) },
      '包邮吗',
    );
    expect(found).toMatchObject({ whole: false, hits: [{ chunkId: '包邮吗' }, { chunkId: '包邮地区' }] });
  });

  it("uses the tenant's own synonyms", async () => {
    const lexicon = lexiconOf({ synonyms: [['小方盒', '充电桩']], fillers: [] });
    const tokens = chunkTokens({ question: '充电桩多重', answer: '6公斤', phrasings: [] });
    await search.apply(tenantId, { put: [{ chunkId: '1', tokens }], remove: [] });
    await search.markReady(tenantId);
    const own = await retrieve({ search }, { tenantId, lexicon }, '小方盒');
    expect(own.hits[0]?.chunkId).toBe('1');
    expect((await retrieve({ search }, { tenantId }, '小方盒')).hits).toEqual([]);
  });
});
