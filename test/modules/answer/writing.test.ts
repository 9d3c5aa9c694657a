import { describe, expect, it } from 'vitest';
import { sentencesOf, splitBubbles } from '../../../server/modules/answer/bubbles.ts';
import { clarifyOptions, clarifyQuestion } from '../../../server/modules/answer/clarify-question.ts';
import { plainDraft, spokenPassage } from '../../../server/modules/answer/draft-text.ts';
import { lowerRoute, routeByConfidence } from '../../../server/modules/answer/route.ts';

const squeezed = (text: string): string => text.replace(/\s/gu, '');

describe('bubbles', () => {
  it('leave a short answer alone', () => {
    expect(splitBubbles(' 好的，马上发。 ')).toEqual(['好的，马上发。']);
    expect(splitBubbles('')).toEqual([]);
    expect(splitBubbles(' \n ')).toEqual([]);
  });

  it('end with sentences and hold at most 400 characters', () => {
    const sentence = `${'这是一句不长不短的话，用来看看气泡怎么分'.repeat(2)}。`;
    const text = sentence.repeat(40);
    const bubbles = splitBubbles(text);
    expect(bubbles.length).toBeGreaterThan(3);
    for (const bubble of bubbles) {
      expect(bubble.length).toBeLessThanOrEqual(400);
      expect(bubble.endsWith('。')).toBe(true);
    }
    expect(bubbles.join('')).toBe(text);
  });

  it('let one sentence have 500 and cut a longer one at a comma', () => {
    const long = `${'字'.repeat(470)}。`;
    expect(splitBubbles(long)).toEqual([long]);
    const longer = `${'字'.repeat(300)}，${'句'.repeat(300)}。`;
    expect(splitBubbles(longer)).toEqual([`${'字'.repeat(300)}，`, `${'句'.repeat(300)}。`]);
  });

  it('lose nothing and break no character, whatever comes', () => {
    for (const text of ['😀'.repeat(700), 'a'.repeat(1300), `${'好。'.repeat(900)}`, '一,二 三'.repeat(300)]) {
      const bubbles = splitBubbles(text);
      expect(squeezed(bubbles.join(''))).toBe(squeezed(text));
      for (const bubble of bubbles) {
        expect(bubble.length).toBeLessThanOrEqual(500);
        expect(bubble.isWellFormed()).toBe(true);
      }
    }
  });

  it('do not break numbers and addresses', () => {
    expect(sentencesOf('功率1.5kW。见 https://a.cn/x?y=1&z=2 谢谢！')).toEqual([
      '功率1.5kW。',
      '见 https://a.cn/x?y=1&z=2 谢谢！',
    ]);
    expect(sentencesOf('他说“好的。”然后走了')).toEqual(['他说“好的。”', '然后走了']);
  });
});

describe('a route', () => {
  const thresholds = { replyThreshold: 0.75, clarifyThreshold: 0.55 };

  it.each([
    [1, 'replied'],
    [0.75, 'replied'],
    [0.7499, 'clarified'],
    [0.55, 'clarified'],
    [0.5499, 'handed_off'],
    [0, 'handed_off'],
    [-1, 'handed_off'],
    [Number.NaN, 'handed_off'],
  ])('%d is %s', (confidence, route) => {
    expect(routeByConfidence(confidence, thresholds)).toBe(route);
  });

  it('never replies below the clarify threshold, even when the two are swapped', () => {
    expect(routeByConfidence(0.6, { replyThreshold: 0.5, clarifyThreshold: 0.7 })).toBe('handed_off');
  });

  it('can only be lowered', () => {
    expect(lowerRoute('replied', 'clarified')).toBe('clarified');
    expect(lowerRoute('clarified', 'replied')).toBe('clarified');
    expect(lowerRoute('handed_off', 'replied')).toBe('handed_off');
    expect(lowerRoute('replied', 'replied')).toBe('replied');
  });
});

describe('a clarify question', () => {
  it('offers passages nearly as good as the best, by question, heading or beginning', () => {
    const passage = { question: '', heading: null, answer: '', score: 1 };
    expect(
      clarifyOptions([
        { ...passage, question: '怎么安装' },
        { ...passage, heading: '售后 › 出厂密码', answer: '8866', score: 0.8 },
        { ...passage, answer: '出厂密码印在铭牌上，共六位。首次使用请修改。', score: 0.6 },
        { ...passage, question: '上门安装费是多少', score: 0.4 },
      ]),
    ).toEqual(['怎么安装', '出厂密码', '出厂密码印在铭牌上']);
    expect(clarifyOptions([])).toEqual([]);
  });

  it('names what was found, at most three, each once', () => {
    expect(clarifyQuestion(['怎么安装？', '怎么安装', '安装多少钱', '安装要几天', '保修多久'])).toBe(
      '请问您想问的是「怎么安装」、「安装多少钱」，还是「安装要几天」？',
    );
    expect(clarifyQuestion(['怎么安装？', '保修多久'])).toBe('请问您想问的是「怎么安装」，还是「保修多久」？');
    expect(clarifyQuestion(['怎么安装？'])).toBe('请问您想了解的是「怎么安装」吗？');
  });

  it('asks for more words when nothing was found, and stays short', () => {
    expect(clarifyQuestion([' '])).toMatch(/具体/);
    expect(clarifyQuestion(['长'.repeat(200), '久'.repeat(200)]).length).toBeLessThan(80);
  });
});

describe('a draft as a person would type it', () => {
  it.each([
    ['<think>客户问价格\n查资料</think>\n\n1999 元。', '1999 元。'],
    ['<think>没有想完', ''],
    ['**保修**两年，__免费__安装', '保修两年，免费安装'],
    ['# 安装\n\n1. 报装\n\n2. 施工', '安装\n1. 报装\n2. 施工'],
    ['- 一\n- 二', '· 一\n· 二'],
    ['回答：保修两年〔1〕。', '保修两年。'],
    ['保修两年[1]。（来源：资料1）', '保修两年。'],
    ['见[说明](https://a.cn/b)', '见说明 https://a.cn/b'],
    ['```\nE03\n```', 'E03'],
    ['2*3*4 等于 24', '2*3*4 等于 24'],
    ['保修 - 两年', '保修 - 两年'],
  ])('%j becomes %j', (draft, expected) => {
    expect(plainDraft(draft)).toBe(expected);
  });

  it('loses its unfinished last sentence when it met the limit', () => {
    expect(plainDraft('先断电。再检查接线，然后', true)).toBe('先断电。');
    expect(plainDraft('先断电。再检查。', true)).toBe('先断电。再检查。');
    expect(plainDraft('先断电再检查然后', true)).toBe('先断电再检查然后');
    expect(plainDraft('先断电。再检查接线，然后')).toBe('先断电。再检查接线，然后');
  });
});

describe('a passage told in a chat', () => {
  it.each([
    ['质保三年。\n| 起 | 止 |', '质保三年。\n起，止'],
    [
      '| 型号 | 功率 | 价格 |\n| A1 | 7 kW | 2999 元 |\n| A2 | 11 kW |  |',
      '型号：A1，功率：7 kW，价格：2999 元\n型号：A2，功率：11 kW',
    ],
    ['| 只有一行 | 没有表头 |', '只有一行，没有表头'],
    ['|  | 周末 |\n| 营业 | 10:00 |', '营业，周末：10:00'],
    [
      '价格如下：\n| 项目 | 价格 |\n| 清洗 | 99 元 |\n以门店为准。',
      '价格如下：\n项目：清洗，价格：99 元\n以门店为准。',
    ],
    ['没有表格 | 只有一竖', '没有表格 | 只有一竖'],
    ['| a | b |\n| 多 | 出 | 一格 |', '多，出，一格'],
  ])('names what stands in each row of a table: %s', (passage, told) => {
    expect(spokenPassage(passage)).toBe(told);
  });
});
