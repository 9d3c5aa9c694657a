import { describe, expect, it } from 'vitest';
import { BestOf } from '../../../server/adapters/search/embedded/best-of.ts';
import { EmbeddedSearch } from '../../../server/adapters/search/embedded/embedded-search.ts';
import { tokenHash } from '../../../server/adapters/search/scoring/token-hash.ts';
import { randomNumbers } from '../../support/random-numbers.ts';
import { find, passage, searchIndexSuite } from './search-index-suite.ts';
import { searchMeaningSuite } from './search-meaning-suite.ts';

searchIndexSuite('embedded', () => new EmbeddedSearch());
searchMeaningSuite('embedded', () => new EmbeddedSearch());

describe('the best of many', () => {
  it('agrees with sorting everything', () => {
    const random = randomNumbers(7);
    const values = Array.from({ length: 5000 }, () => Math.fround(random()));
    const best = new BestOf(50);
    values.forEach((value, item) => best.offer(item, value));
    const expected = values.toSorted((left, right) => right - left).slice(0, 50);
    expect(best.list().map(({ value }) => value)).toEqual(expected);
  });

  it('takes nothing that scores zero', () => {
    const best = new BestOf(3);
    best.offer(1, 0);
    best.offer(2, 0.5);
    expect(best.list()).toEqual([{ item: 2, value: 0.5 }]);
  });
});

describe('token hashes', () => {
  it('stay inside 32 bits and differ for look-alikes', () => {
    const tokens = ['e03', 'e003', '充电', '电充', '充', '~怎么', '怎么'];
    const hashes = tokens.map(tokenHash);
    expect(new Set(hashes).size).toBe(tokens.length);
    for (const hash of hashes) expect(hash >>> 0).toBe(hash);
  });
});

describe('embedded search under change', () => {
  it('answers the same however its passages came in', async () => {
    const random = randomNumbers(11);
    const words = ['充电', '安装', '发票', '退款', '故障', '保修', '价格', '型号', '物流', '会员', '积分', '门店'];
    const text = (): string => Array.from({ length: 5 }, () => words[Math.floor(random() * words.length)]).join('');
    const passages = Array.from({ length: 900 }, (_, number) => passage(`p${number}`, text(), text(), [text()]));
    const once = new EmbeddedSearch();
    await once.apply('t', { put: passages, remove: [] });
    await once.markReady('t');
    const piecewise = new EmbeddedSearch();
    for (let from = 0; from < 900; from += 70) {
      await piecewise.apply('t', { put: passages.slice(from, from + 70), remove: [] });
    }
    // Put in twice and taken out again: none of it may leave a trace.
    await piecewise.apply('t', { put: passages.slice(100, 300), remove: [] });
    await piecewise.apply('t', { put: [passage('gone', text())], remove: [] });
    await piecewise.apply('t', { put: [], remove: ['gone'] });
    await piecewise.markReady('t');
    expect(piecewise.size('t')).toBe(900);
    for (let round = 0; round < 20; round += 1) {
      const question = text();
      const scores = async (index: EmbeddedSearch): Promise<Map<string, string>> =>
        new Map((await find(index, 't', question, 200)).map((hit) => [hit.chunkId, hit.score.toFixed(5)]));
      const expected = await scores(once);
      const actual = await scores(piecewise);
      const floor = Math.min(...Array.from(expected.values(), Number));
      // At the edge of the 200 best, equal scores may choose either passage.
      const clear = Array.from(expected).filter(([, score]) => Number(score) > floor + 0.01);
      expect(clear.map(([id]) => [id, actual.get(id)])).toEqual(clear);
    }
  });

  it('counts terms as if the removed had never been there, once merged', async () => {
    const index = new EmbeddedSearch();
    await index.apply('t', { put: [passage('a', '退款多久到账'), passage('b', '发票怎么开')], remove: [] });
    await index.markReady('t');
    const before = await find(index, 't', '退款多久');
    const noise = Array.from({ length: 300 }, (_, number) => passage(`x${number}`, `退款编号${number}`));
    await index.apply('t', { put: noise, remove: [] });
    await index.apply('t', { put: [], remove: noise.map(({ chunkId }) => chunkId) });
    await index.markReady('t');
    const after = await find(index, 't', '退款多久');
    expect(after.map(({ chunkId, score }) => [chunkId, score.toFixed(6)])).toEqual(
      before.map(({ chunkId, score }) => [chunkId, score.toFixed(6)]),
    );
  });

  it('lets the event loop run while it loads much', async () => {
    const index = new EmbeddedSearch();
    const put = Array.from({ length: 4000 }, (_, number) =>
      passage(
        `p${number}`,
        `第${number}号商品的保修期是多久`,
        `商品${number}自签收之日起保修${number % 36}个月，凭发票免费维修。`,
      ),
    );
    let beats = 0;
    const timer = setInterval(() => {
      beats += 1;
    }, 1);
    await index.apply('t', { put, remove: [] });
    await index.markReady('t');
    clearInterval(timer);
    expect(beats).toBeGreaterThan(8);
    expect((await find(index, 't', '第1234号商品的保修期'))[0]?.chunkId).toBe('p1234');
  });
});
