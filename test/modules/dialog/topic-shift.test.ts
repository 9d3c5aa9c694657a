import { describe, expect, it } from 'vitest';
import { detectTopicShift } from '../../../server/modules/dialog/topic-shift.ts';
import { historyWindow, type PastLine, turnsOf } from '../../../server/modules/dialog/window.ts';

const START = Date.UTC(2026, 10, 23, 8);

/** Lines 20 s apart; "我：" begins a line of ours. */
function talk(...lines: string[]): PastLine[] {
  return lines.map((line, index) => ({
    role: line.startsWith('我：') ? 'model' : 'customer',
    content: line.replace(/^我：/, ''),
    at: new Date(START + index * 20_000),
  }));
}

function shifted(text: string, history: readonly PastLine[], minutesLater = 0.5): boolean {
  const last = history.at(-1)?.at.getTime() ?? START;
  return detectTopicShift(text, history, new Date(last + minutesLater * 60_000)).shifted;
}

const CHARGER = talk('7kW的充电桩多少钱', '我：7kW 的是 1999 元', '包安装吗', '我：30 米以内免费安装');

describe('another matter', () => {
  it('is what begins a session', () => {
    expect(detectTopicShift('多少钱', [], new Date(START))).toMatchObject({ shifted: true, reasons: ['first'] });
  });

  it.each(['那11kw的呢', '线缆多长', '要加钱吗', '好的', '嗯', '那装一下要多久', '1个'])(
    'is not a detail: %s',
    (text) => {
      expect(shifted(text, CHARGER)).toBe(false);
    },
  );

  it.each(['对了 我上周买的净水器滤芯怎么换', '另外我想问下发票抬头能不能改', '不说这个了 你们招代理商吗'])(
    'is announced: %s',
    (text) => {
      expect(shifted(text, CHARGER)).toBe(true);
    },
  );

  it('follows thanks when something new is said', () => {
    const closed = [...CHARGER, ...talk('好的谢谢', '我：不客气')];
    expect(shifted('我妈买的那台洗碗机漏水了怎么修', closed)).toBe(true);
    expect(shifted('拜拜', closed)).toBe(false);
  });

  it('follows a farewell, a pause and a greeting', () => {
    const ended = [...CHARGER, ...talk('没问题了', '我：祝您生活愉快 再见')];
    expect(shifted('在吗', ended, 30)).toBe(true);
    expect(shifted('在吗', CHARGER, 0.5)).toBe(false);
  });

  it('is held for speech to a higher measure', () => {
    const spoken = '呃，就是说那个线缆如果不够长的话你们师傅上门的时候会不会带多一点过来。';
    expect(shifted(spoken, CHARGER)).toBe(false);
  });

  it('names what spoke for it', () => {
    const shift = detectTopicShift('对了 我上周买的净水器滤芯怎么换', CHARGER, new Date(START + 120_000));
    expect(shift.reasons.length).toBeGreaterThan(0);
    expect(shift.score).toBeGreaterThan(0);
  });
});

describe('the window of the past', () => {
  const lines = talk(
    '一',
    '我：1',
    '二',
    '二二',
    '我：2',
    '我：22',
    '三',
    '我：3',
    '四',
    '我：4',
    '五',
    '我：5',
    '六',
    '我：6',
  );

  it('counts a turn from the first line after an answer', () => {
    expect(turnsOf(lines).map((turn) => turn.map(({ content }) => content).join(' '))).toEqual([
      '一 1',
      '二 二二 2 22',
      '三 3',
      '四 4',
      '五 5',
      '六 6',
    ]);
  });

  it.each([
    ['chitchat', 1],
    ['inquiry', 5],
    ['business', 3],
    ['complaint', 3],
  ] as const)('%s shows %d turns', (kind, turns) => {
    const window = historyWindow(lines, kind, false);
    expect(window.turns).toBe(turns);
    expect(window.lines.at(-1)?.content).toBe('6');
    expect(window.lines[0]?.role).toBe('customer');
  });

  it('is empty after a shift and for a new session', () => {
    expect(historyWindow(lines, 'inquiry', true)).toEqual({ lines: [], turns: 0 });
    expect(historyWindow([], 'inquiry', false)).toEqual({ lines: [], turns: 0 });
  });

  it('takes what there is when it is less', () => {
    expect(historyWindow(talk('一', '我：1'), 'inquiry', false).turns).toBe(1);
  });
});
