import { describe, expect, it } from 'vitest';
import {
  chunkTokens,
  lexiconOf,
  normaliseText,
  queryTerms,
  queryWords,
  tokenise,
} from '../../../server/modules/knowledge/tokens.ts';

describe('one spelling for the same text', () => {
  it.each([
    ['ＡＢＣ１２３', 'abc123'],
    ['７ｋＷ充电桩', '7kw充电桩'],
    ['7 kW 充电桩', '7kw 充电桩'],
    ['7千瓦充电桩', '7kw充电桩'],
    ['220 伏 32 安培', '220v 32a'],
    ['充電樁怎麼安裝', '充电桩怎么安装'],
    ['退還訂單', '退还订单'],
    ['E03 和 E003', 'e03 和 e003'],
  ])('%s becomes %s', (text, expected) => {
    expect(normaliseText(text)).toBe(expected);
  });

  it('leaves a unit letter alone that begins a word', () => {
    expect(normaliseText('3 apples')).toBe('3 apples');
    expect(normaliseText('我有 2 vip 卡')).toBe('我有 2 vip 卡');
  });
});

describe('tokens', () => {
  it('has words, single characters and pairs of Chinese runs', () => {
    const tokens = tokenise('充电桩安装');
    expect(tokens).toEqual(expect.arrayContaining(['充', '电', '桩', '充电', '电桩', '桩安', '安装']));
  });

  it('keeps Latin and digit runs whole, so that one fault code is not another', () => {
    expect(tokenise('E03')).toContain('e03');
    expect(tokenise('E003')).not.toContain('e03');
    expect(tokenise('报E03故障')).toContain('e03');
  });

  it('also offers the parts of a joined code, but not of a decimal number', () => {
    expect(tokenise('6204-2RS')).toEqual(expect.arrayContaining(['6204-2rs', '6204', '2rs']));
    expect(tokenise('12.5元')).toContain('12.5');
    expect(tokenise('12.5元')).not.toContain('12');
  });

  it('does not pair characters across punctuation or spaces', () => {
    expect(tokenise('充电，安装')).not.toContain('电安');
    expect(tokenise('充电 安装')).not.toContain('电安');
  });

  it('is empty for a text of signs only', () => {
    expect(tokenise('？！…… 😀')).toEqual([]);
    expect(tokenise('')).toEqual([]);
  });

  it('gives the same tokens for traditional and simplified, full and half width', () => {
    expect(tokenise('充電樁７ｋＷ')).toEqual(tokenise('充电桩7kW'));
  });

  it('names the synonym group of a word, longest word first', () => {
    expect(tokenise('多少钱')).toContain('~多少钱');
    expect(tokenise('啥价格')).toContain('~多少钱');
    expect(tokenise('怎么样').filter((token) => token.startsWith('~'))).toEqual(['~怎么']);
  });

  it('makes tokens of every field of a passage', () => {
    const tokens = chunkTokens({ question: '怎么退款', answer: '三天到账', phrasings: ['退钱', '把钱退我'] });
    expect(tokens.question).toContain('退款');
    expect(tokens.answer).toContain('到账');
    expect(tokens.phrasings).toHaveLength(2);
    expect(tokens.phrasings[1]).toContain('退我');
  });
});

describe('terms of a question', () => {
  it('counts repeats and keeps fillers out of the running text', () => {
    const terms = new Map(queryTerms('人工请问人工').map((term) => [term.token, term]));
    expect(terms.get('人工')?.repeats).toBeGreaterThanOrEqual(2);
    expect(terms.get('人工')?.answerWeight).toBe(1);
    expect(terms.get('请问')?.answerWeight).toBe(0);
    expect(terms.get('请问')?.weight).toBeLessThan(1);
  });

  it('leaves politeness before the question out, and keeps 你好 where it asks', () => {
    const plain = queryTerms('发票怎么开');
    for (const text of [
      '请问一下 发票怎么开',
      '你好，请问发票怎么开',
      '麻烦问一下发票怎么开',
      '您好 咨询下，发票怎么开',
    ]) {
      expect(queryTerms(text)).toEqual(plain);
    }
    expect(queryTerms('你好笨').map(({ token }) => token)).toContain('好笨');
    expect(queryTerms('请问').map(({ token }) => token)).toContain('请问');
  });

  it('says which slips may be in a question: a character of the same sound, or two swapped', () => {
    const { slips } = queryWords('开发漂');
    expect(slips).toContainEqual({ broken: ['发漂'], meant: ['发票'], character: '票' });
    expect(slips).toContainEqual({ broken: ['开发', '发漂'], meant: ['开法', '法漂'], character: '法' });
    expect(slips).toContainEqual({ broken: ['开发', '发漂'], meant: ['开漂', '漂发'], character: null });
    expect(queryWords('E03 票').slips).toEqual([]);
  });

  it('looks for slips in the beginning of a long text only', () => {
    const { slips } = queryWords(`开发漂 ${'长'.repeat(60_000)}`);
    expect(slips).toContainEqual({ broken: ['发漂'], meant: ['发票'], character: '票' });
    expect(slips?.length).toBeLessThan(10_000);
  });

  it("adds a tenant's own synonyms without new tokens for passages", () => {
    const lexicon = lexiconOf({ synonyms: [['小方盒', '充电桩', '家充']], fillers: ['老铁'] });
    const terms = new Map(queryTerms('老铁小方盒多重', lexicon).map((term) => [term.token, term]));
    expect(terms.get('充电')?.weight).toBeLessThan(1);
    expect(terms.has('家充')).toBe(true);
    expect(terms.get('老铁')?.answerWeight).toBe(0);
    expect(queryTerms('充电桩多重').some(({ token }) => token.includes('方盒'))).toBe(false);
  });

  it("takes a tenant's long words, and a word of several groups, also as their first", () => {
    const synonyms = [
      ['石墨烯快充动力电池', '电瓶'],
      ['石墨烯快充动力电池', '方盒子'],
    ];
    const tokens = (question: string) =>
      queryTerms(question, lexiconOf({ synonyms, fillers: [] })).map(({ token }) => token);
    expect(tokens('石墨烯快充动力电池多重')).toEqual(expect.arrayContaining(['电瓶', '方盒']));
    expect(tokens('方盒子多重')).not.toContain('电瓶');
  });

  it('counts a phrase that asks nothing for as little as a word, but not what the question says elsewhere', () => {
    const lexicon = lexiconOf({ synonyms: [], fillers: ['我跟你讲哦', 'pls'] });
    const terms = new Map(queryTerms('我跟你讲哦充电怎么讲 plsql', lexicon).map((term) => [term.token, term]));
    expect(terms.get('跟你')?.answerWeight).toBe(0);
    for (const token of ['讲', '充电', 'plsql']) expect(terms.get(token)?.answerWeight).toBeGreaterThan(0);
  });
});
