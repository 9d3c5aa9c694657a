import { setImmediate as nextTick } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { chunkTokens, queryWords } from '../../../server/modules/knowledge/tokens.ts';
import type { SearchChunk, SearchHit, SearchIndex } from '../../../server/ports/search.ts';

export function passage(id: string, question: string, answer = '', phrasings: string[] = []): SearchChunk {
  return { chunkId: id, tokens: chunkTokens({ question, answer, phrasings }) };
}

export function find(index: SearchIndex, tenant: string, text: string, limit = 10): Promise<readonly SearchHit[]> {
  return index.search(tenant, { ...queryWords(text), limit });
}

const ids = (hits: readonly SearchHit[]): string[] => hits.map(({ chunkId }) => chunkId);

/** What every search adapter owes, run over each of them. */
export function searchIndexSuite(name: string, open: () => Promise<SearchIndex> | SearchIndex): void {
  describe(`search index: ${name}`, () => {
    let index: SearchIndex;
    const tenant = '6a1f0c0e-0000-4000-8000-000000000001';
    const other = '6a1f0c0e-0000-4000-8000-000000000002';

    beforeEach(async () => {
      index = await open();
      index.beginLoading(tenant);
      await index.apply(tenant, {
        put: [
          passage('1', '家用充电桩安装需要哪些条件', '需有固定车位、购车发票、身份证。', ['装桩要什么手续']),
          passage('2', '7kW和11kW充电桩有什么区别', '7kW为单相220V、32A，11kW为三相380V。'),
          passage('3', '充电桩报E03故障怎么办', 'E03表示漏电保护动作，请断电后联系售后。'),
          passage('4', '充电桩报E003故障怎么办', 'E003表示通信超时，请重启设备。'),
          passage('5', '发票怎么开', '在订单页点申请发票，三天内发到邮箱。'),
        ],
        remove: [],
      });
      await index.markReady(tenant);
    });

    it('puts the right passage first', async () => {
      expect(ids(await find(index, tenant, '7千瓦跟11千瓦的桩有啥不一样'))[0]).toBe('2');
      expect(ids(await find(index, tenant, '怎么开票'))[0]).toBe('5');
    });

    it('finds by a known phrasing and by words of the answer', async () => {
      expect(ids(await find(index, tenant, '装个桩要啥手续'))[0]).toBe('1');
      expect(ids(await find(index, tenant, '身份证'))[0]).toBe('1');
    });

    it('tells one fault code from another', async () => {
      expect(ids(await find(index, tenant, '报E003'))[0]).toBe('4');
      expect(ids(await find(index, tenant, 'e03是什么故障'))[0]).toBe('3');
    });

    it('finds what was mistyped', async () => {
      expect(ids(await find(index, tenant, '发漂'))[0]).toBe('5');
      expect(ids(await find(index, tenant, '票发'))[0]).toBe('5');
      const [typed] = await find(index, tenant, '充店桩');
      expect(typed?.evidence.matched).toEqual(expect.arrayContaining(['充电', '电桩', '电']));
    });

    it('takes nothing for a slip of which a part is really there', async () => {
      const [typed] = await find(index, tenant, '电桩长');
      expect(typed?.evidence.matched).not.toContain('充电');
      expect(typed?.evidence.matched).toContain('电桩');
    });

    it('gives scores that fall, and evidence between 0 and 1', async () => {
      const hits = await find(index, tenant, '充电桩安装条件');
      expect(hits.length).toBeGreaterThan(1);
      const scores = hits.map(({ score }) => score);
      expect(scores).toEqual(scores.toSorted((left, right) => right - left));
      for (const { evidence, keywordScore, vectorScore } of hits) {
        expect(keywordScore).toBeGreaterThan(0);
        for (const value of [
          vectorScore,
          evidence.cosine,
          evidence.queryCoverage,
          evidence.questionCoverage,
          evidence.phrasingCoverage,
        ]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        expect(evidence.questionCoverage).toBeLessThanOrEqual(evidence.queryCoverage + 1e-6);
      }
    });

    it('covers a question that is asked word for word', async () => {
      const [hit] = await find(index, tenant, '发票怎么开');
      expect(hit?.chunkId).toBe('5');
      expect(hit?.evidence.cosine).toBeGreaterThan(0.98);
      expect(hit?.evidence.queryCoverage).toBe(1);
      expect(hit?.evidence.phrasingCoverage).toBeCloseTo(1, 5);
      expect(hit?.evidence.missing).toEqual([]);
    });

    it('says what a passage lacks', async () => {
      const [hit] = await find(index, tenant, '发票怎么开给外国公司');
      expect(hit?.evidence.missing.join('')).toContain('外国');
      expect(hit?.evidence.queryCoverage).toBeLessThan(0.9);
    });

    it('finds nothing when nothing is shared', async () => {
      expect(await find(index, tenant, 'zzzz qqqq')).toEqual([]);
      expect(await find(index, tenant, '')).toEqual([]);
    });

    it('obeys the limit', async () => {
      expect(await find(index, tenant, '充电桩', 2)).toHaveLength(2);
    });

    it('replaces a passage of the same id and forgets the old text', async () => {
      await index.apply(tenant, { put: [passage('5', '退款多久到账', '三个工作日原路退回。')], remove: [] });
      expect(index.size(tenant)).toBe(5);
      expect(ids(await find(index, tenant, '退款多久到账'))[0]).toBe('5');
      expect(ids(await find(index, tenant, '发票怎么开'))).not.toContain('5');
    });

    it('takes passages out, and unknown ids do no harm', async () => {
      await index.apply(tenant, { put: [], remove: ['3', '999'] });
      expect(index.size(tenant)).toBe(4);
      expect(ids(await find(index, tenant, 'E03故障'))).not.toContain('3');
    });

    it('changes a document in one step: no search sees half of it', async () => {
      const put = Array.from({ length: 600 }, (_, number) => passage(`n${number}`, `新品编号${number}的价格`));
      const seen = new Set<number>();
      let done = false;
      const change = index.apply(tenant, { put, remove: ['1', '2', '3', '4', '5'] }).then(() => {
        done = true;
      });
      while (!done) {
        seen.add(index.size(tenant));
        await find(index, tenant, '充电桩');
        await nextTick();
      }
      await change;
      seen.add(index.size(tenant));
      expect(Array.from(seen).toSorted((left, right) => left - right)).toEqual([5, 600]);
    });

    it('keeps tenants apart', async () => {
      index.beginLoading(other);
      await index.apply(other, { put: [passage('1', '会员积分', '满千送百')], remove: [] });
      await index.markReady(other);
      expect(await find(index, tenant, '积分')).toEqual([]);
      expect(await find(index, other, '充电桩安装')).toEqual([]);
      await index.drop(other);
      expect(index.size(other)).toBe(0);
      expect(index.size(tenant)).toBe(5);
    });

    it('tells loading, empty and ready apart', async () => {
      expect(index.status(tenant)).toBe('ready');
      expect(index.status(other)).toBe('loading');
      index.beginLoading(other);
      expect(index.status(other)).toBe('loading');
      await index.markReady(other);
      expect(index.status(other)).toBe('empty');
      await index.apply(tenant, { put: [], remove: ['1', '2', '3', '4', '5'] });
      expect(index.status(tenant)).toBe('empty');
      await index.apply(tenant, { put: [passage('9', '包邮吗')], remove: [] });
      expect(index.status(tenant)).toBe('ready');
      expect(ids(await find(index, tenant, '包邮吗'))).toEqual(['9']);
    });

    it('goes on with what it has while it is loaded anew, in another space', async () => {
      const space = { name: 'test/model@2', dimensions: 2 };
      expect(index.space(tenant)).toBeNull();
      index.beginLoading(tenant, space);
      await index.apply(tenant, {
        put: [{ ...passage('7', '充电桩怎么安装'), vectors: [Float32Array.of(1, 0)] }],
        remove: [],
      });
      expect(index.status(tenant)).toBe('ready');
      expect(index.size(tenant)).toBe(5);
      expect(index.space(tenant)).toBeNull();
      expect(ids(await find(index, tenant, '充电桩怎么安装'))[0]).toBe('1');
      await index.markReady(tenant);
      expect(index.size(tenant)).toBe(1);
      expect(index.space(tenant)).toEqual(space);
      expect(ids(await find(index, tenant, '充电桩怎么安装'))).toEqual(['7']);
    });
  });
}
