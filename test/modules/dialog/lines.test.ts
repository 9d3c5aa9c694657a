import { describe, expect, it } from 'vitest';
import { type EntityKind, findEntities } from '../../../server/modules/dialog/entities.ts';
import { noReplyNeeded } from '../../../server/modules/dialog/no-reply-needed.ts';
import { isQuestion } from '../../../server/modules/dialog/question.ts';

describe('a question', () => {
  it.each([
    '多少钱',
    '怎么装',
    '包邮吗',
    '有货没',
    '能便宜点不',
    '在哪里买？',
    '请问营业到几点',
    '这个好用么',
    '支持不支持快充?',
  ])('is %s', (text) => {
    expect(isQuestion(text)).toBe(true);
  });

  it.each(['好的', '我要一个黑色的', '已经付款了', '没什么', '不用了', '谢谢', '行', ''])('is not %s', (text) => {
    expect(isQuestion(text)).toBe(false);
  });
});

describe('silence', () => {
  const told = { lastOurs: '整机保修两年。', clarifyOpen: false };

  it.each([
    ['谢谢'],
    ['嗯'],
    ['好的'],
    ['好的，谢谢亲~'],
    ['嗯嗯', '知道了'],
    ['[玫瑰]'],
    ['👌'],
    ['OK'],
    ['收到 辛苦了'],
  ])('is the answer to %s %s', (...lines) => {
    expect(noReplyNeeded({ lines, ...told })).toBe(true);
  });

  it.each([
    ['好的 那怎么付款'],
    ['谢谢', '还有发票吗'],
    ['好'.repeat(0)],
    ['不好'],
    ['好贵'],
    ['嗯？'],
    ['谢谢 我要两个'],
  ])('is no answer to %s %s', (...lines) => {
    expect(noReplyNeeded({ lines, ...told })).toBe(false);
  });

  it('an assent answers a question of ours, thanks do not', () => {
    const asked = { lastOurs: '现在库存充足。需要帮您登记安装吗？', clarifyOpen: false };
    expect(noReplyNeeded({ lines: ['好的'], ...asked })).toBe(false);
    expect(noReplyNeeded({ lines: ['嗯'], ...asked })).toBe(false);
    expect(noReplyNeeded({ lines: ['谢谢'], ...asked })).toBe(true);
  });

  it('还有什么可以帮您 asks for nothing', () => {
    const courteous = { lastOurs: '已为您说明。还有什么可以帮您的吗？', clarifyOpen: false };
    expect(noReplyNeeded({ lines: ['没有了 谢谢'], ...courteous })).toBe(true);
  });

  it('only our last sentence can have asked', () => {
    expect(noReplyNeeded({ lines: ['好的'], lastOurs: '要开发票吗？请在订单页点开票。', clarifyOpen: false })).toBe(
      true,
    );
  });

  it('whatever follows a clarify question is its answer, and a first line is never left alone', () => {
    expect(noReplyNeeded({ lines: ['好的'], lastOurs: '请问您想问的是安装？', clarifyOpen: true })).toBe(false);
    expect(noReplyNeeded({ lines: ['谢谢'], lastOurs: null, clarifyOpen: false })).toBe(false);
  });
});

describe('entities', () => {
  const named = (text: string, products?: string[]): [EntityKind, string][] =>
    findEntities(text, products).map(({ kind, value }) => [kind, value]);

  it.each<[string, [EntityKind, string][]]>([
    ['我电话13812345678', [['phone', '13812345678']]],
    ['+86 138-1234-5678', [['phone', '13812345678']]],
    ['订单AB20261123001到哪了', [['order', 'AB20261123001']]],
    ['单号2026112300012345', [['order', '2026112300012345']]],
    ['2026年3月5日买的', [['date', '2026-03-05']]],
    ['3月5号能到吗', [['date', '03-05']]],
    ['15号发货', [['date', '15']]],
    ['8号线怎么走', []],
    ['付了1,999.5元', [['money', '1999.5']]],
    ['预算2万', [['money', '20000']]],
    ['￥88', [['money', '88']]],
    ['报E03', [['faultCode', 'E03']]],
    ['报e003', [['faultCode', 'E003']]],
    ['AC-7E有货吗', [['model', 'AC-7E']]],
    ['7kW 32A 的', []],
    ['E1234', [['model', 'E1234']]],
    ['你好', []],
  ])('of %s', (text, expected) => {
    expect(named(text)).toEqual(expected);
  });

  it('come in order and never overlap', () => {
    expect(named('3月5日用13812345678拍的AC-7E报E03，花了1999元')).toEqual([
      ['date', '03-05'],
      ['phone', '13812345678'],
      ['model', 'AC-7E'],
      ['faultCode', 'E03'],
      ['money', '1999'],
    ]);
  });

  it('know the products they are told of, the longer name first', () => {
    expect(named('家用桩Pro和家用桩差在哪', ['家用桩', '家用桩Pro'])).toEqual([['product', '家用桩Pro']]);
  });
});
