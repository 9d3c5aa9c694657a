import { describe, expect, it } from 'vitest';
import {
  createKindClassifier,
  DIALOG_KINDS,
  type DialogKind,
  isDialogKind,
} from '../../../server/modules/dialog/kind.ts';
import { readBank } from '../../../server/modules/dialog/example-bank.ts';

const kindOf = createKindClassifier();

describe('the kind of a dialog', () => {
  it.each<[string, DialogKind]>([
    ['你好', 'chitchat'],
    ['谢谢啦', 'chitchat'],
    ['这个支持快充吗', 'inquiry'],
    ['保修多久', 'inquiry'],
    ['7kW和11kW有什么区别', 'inquiry'],
    ['我的订单什么时候发货', 'business'],
    ['帮我改一下收货地址', 'business'],
    ['申请退款', 'business'],
    ['什么破东西 用两天就坏 太失望了', 'complaint'],
  ])('%s is %s', (text, kind) => {
    expect(kindOf(text).kind).toBe(kind);
  });

  it('shares add up to one', () => {
    for (const text of ['', '你好', '这款多少钱', 'zzz', '😀']) {
      const { shares } = kindOf(text);
      expect(DIALOG_KINDS.reduce((sum, kind) => sum + shares[kind], 0)).toBeCloseTo(1, 9);
    }
  });

  it('the kind before makes itself likelier, and loses to a clear text', () => {
    const alone = kindOf('那个呢').shares.business;
    expect(kindOf('那个呢', 'business').shares.business).toBeGreaterThan(alone);
    expect(kindOf('你好', 'business').kind).toBe('chitchat');
  });

  it('a tenant teaches it words nobody else knows', () => {
    const lines = ['小白桩咋卖', '小白桩几个色', '小白桩带线吗', '小白桩能挂墙不', '小白桩啥功率'];
    const own = lines.flatMap((text) => Array.from({ length: 8 }, () => ({ text, label: 'complaint' as const })));
    expect(createKindClassifier(own)('小白桩').shares.complaint).toBeGreaterThan(kindOf('小白桩').shares.complaint);
  });

  it('knows the shipped examples of every kind', () => {
    const bank = [...readBank('kinds', 'kind', DIALOG_KINDS), ...readBank('kinds-shop', 'kind', DIALOG_KINDS)];
    expect(bank.length).toBeGreaterThan(2200);
    for (const kind of DIALOG_KINDS) {
      const lines = bank.filter(({ label }) => label === kind);
      const right = lines.filter(({ text }) => kindOf(text).kind === kind).length / lines.length;
      expect(right, `share of ${kind}`).toBeGreaterThan(kind === 'complaint' ? 0.6 : 0.75);
    }
  });

  it('tells stored kinds from other texts', () => {
    expect(isDialogKind('business')).toBe(true);
    expect(isDialogKind('other')).toBe(false);
    expect(isDialogKind(null)).toBe(false);
    expect(isDialogKind(undefined)).toBe(false);
  });
});
