import { describe, expect, it } from 'vitest';
import { compileWords } from '../../../server/modules/dialog/word-match.ts';
import { DANGER_WORDS, COMPLAINT_WORDS, DISSATISFIED_WORDS } from '../../../server/modules/dialog/words.ts';

const found = (match: ReturnType<typeof compileWords>, text: string): string[] => match(text).map(({ word }) => word);
const plain = (...words: string[]): ReturnType<typeof compileWords> =>
  compileWords(words.map((word) => ({ word, except: [] })));

describe('words in a text', () => {
  it('are found where they stand, in order', () => {
    expect(plain('价格', '合同')('合同里的价格')).toEqual([
      { word: '合同', at: 0 },
      { word: '价格', at: 4 },
    ]);
  });

  it('are found in every spelling of the same characters', () => {
    const match = plain('退款', 'vip');
    expect(found(match, '退欵')).toEqual([]);
    expect(found(match, '我要退款')).toEqual(['退款']);
    expect(found(match, '怎麼退款')).toEqual(['退款']);
    expect(found(match, 'ＶＩＰ客户')).toEqual(['vip']);
    expect(found(plain('转人工'), '轉人工')).toEqual(['转人工']);
  });

  it('do not count inside a longer run of letters or digits', () => {
    const match = plain('12315', 'ai');
    expect(found(match, '打12315')).toEqual(['12315']);
    expect(found(match, '编号1231567')).toEqual([]);
    expect(found(match, 'mail给我')).toEqual([]);
    expect(found(match, '你是AI吗')).toEqual(['ai']);
  });

  it('do not count inside a longer word of the dictionary', () => {
    const match = plain('差', '人工', '烂');
    expect(found(match, '质量太差')).toEqual(['差']);
    expect(found(match, '差不多就行')).toEqual([]);
    expect(found(match, '下周出差')).toEqual([]);
    expect(found(match, '灿烂的笑容')).toEqual([]);
    expect(found(match, '找人工')).toEqual(['人工']);
  });

  it('do not count inside one of their innocent phrases, and do beside it', () => {
    const match = compileWords([{ word: '找人', except: ['找人安装'] }]);
    expect(found(match, '找人安装多少钱')).toEqual([]);
    expect(found(match, '我要找人')).toEqual(['找人']);
    expect(found(match, '找人安装之前先找人来谈')).toEqual(['找人']);
  });

  it('give the longer of two that begin alike', () => {
    expect(found(plain('人工', '人工客服'), '转人工客服')).toEqual(['人工客服']);
  });

  it('a word that is itself an exception of another still counts', () => {
    const match = compileWords([
      { word: '冒烟', except: ['冒烟测试'] },
      { word: '冒烟测试', except: [] },
    ]);
    expect(found(match, '做冒烟测试')).toEqual(['冒烟测试']);
  });

  it('an empty list finds nothing', () => {
    expect(compileWords([])('随便说点什么')).toEqual([]);
  });
});

describe('the words of the house', () => {
  const danger = compileWords(DANGER_WORDS);
  const complaint = compileWords(COMPLAINT_WORDS);
  const dissatisfied = compileWords(DISSATISFIED_WORDS);

  it.each(['桩冒烟了', '着火了快来', '外壳漏电麻手', '电池鼓包了还发烫', '刚才爆炸了', '有股焦糊味'])(
    'danger: %s',
    (text) => {
      expect(danger(text)).not.toEqual([]);
    },
  );

  it.each([
    '冒烟测试怎么做',
    '漏电保护器多少钱',
    '爆炸贴有货吗',
    '销量爆炸还有货没',
    '着火点多少度',
    '有触电急救的课吗',
  ])('no danger: %s', (text) => {
    expect(danger(text)).toEqual([]);
  });

  it.each(['我要投诉你们', '打12315了', '给你差评', '就是骗子', '法院见', '曝光你们'])('complaint: %s', (text) => {
    expect(complaint(text)).not.toEqual([]);
  });

  it.each(['我不是要投诉 就问问', '曝光补偿怎么调', '差评能删吗', '一直报警E03', '房号12315'])(
    'no complaint: %s',
    (text) => {
      expect(complaint(text)).toEqual([]);
    },
  );

  it.each([
    ['不行', true],
    ['行不行啊', false],
    ['服务差', true],
    ['差价怎么退', false],
    ['真垃圾', true],
    ['垃圾桶多少钱', false],
    ['还没用过', false],
    ['一点没用', true],
  ])('dissatisfied: %s → %s', (text, expected) => {
    expect(dissatisfied(text).length > 0).toBe(expected);
  });

  it('take less than 50 µs a line on the whole list', () => {
    const match = compileWords([...DANGER_WORDS, ...COMPLAINT_WORDS]);
    const line = '你们的充电桩昨天晚上开始就一直亮红灯怎么回事啊帮我看看';
    for (let round = 0; round < 2000; round += 1) match(line);
    const best = Math.min(
      ...Array.from({ length: 10 }, () => {
        const start = performance.now();
        for (let round = 0; round < 500; round += 1) match(line);
        return ((performance.now() - start) * 1000) / 500;
      }),
    );
    expect(best).toBeLessThan(50);
  });
});
