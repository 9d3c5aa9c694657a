import { describe, expect, it } from 'vitest';
import { createHandoffWish, type HandoffWish } from '../../../server/modules/dialog/handoff-wish.ts';
import { createLineUrgency } from '../../../server/modules/dialog/line-urgency.ts';
import { readBank } from '../../../server/modules/dialog/example-bank.ts';

const wishOf = createHandoffWish();

describe('a wish for a person', () => {
  it.each<[string, HandoffWish]>([
    ['转人工', 'explicit'],
    ['我要转人工！！', 'explicit'],
    ['請轉人工客服', 'explicit'],
    ['人工', 'explicit'],
    ['人工服务', 'explicit'],
    ['能转人工吗', 'explicit'],
    ['有没有人工啊', 'explicit'],
    ['给我找个真人', 'explicit'],
    ['不想跟机器人说话', 'explicit'],
    ['叫你们经理来', 'explicit'],
    ['让你们主管给我打电话', 'explicit'],
    ['我要跟你们领导谈', 'explicit'],
    ['换个人吧', 'explicit'],
    ['zhuan人工', 'explicit'],
    ['转仁工', 'explicit'],
    ['你是人工吗', 'askhuman'],
    ['你是不是机器人', 'askhuman'],
    ['你是真人还是AI', 'askhuman'],
    ['我要投诉', 'complaint'],
    ['再不退款我就打12315', 'complaint'],
    ['你等着上法庭吧', 'complaint'],
    ['充电枪冒烟了', 'danger'],
    ['被电了一下手还麻', 'danger'],
    ['煤气好像漏了', 'danger'],
    ['孩子手被夹了', 'danger'],
  ])('%s is %s', (text, wish) => {
    expect(wishOf(text).wish).toBe(wish);
  });

  it.each([
    '找人安装要另外收费吗',
    '人工智能课多少钱',
    '人工费怎么算',
    '我们经理让我问个价',
    '客户经理换人了是吗',
    '冒烟测试你们做吗',
    '漏电保护器怎么选',
    '差评能删吗 我点错了',
    '机器人编程课怎么收费',
    '换个人收货 电话改一下',
    '派师傅上门约几点',
    '你们几点上班',
    '7kW的充电桩多少钱',
    '昨天和一个客服联系过了',
    '送货的和安装的不是同一个人吧',
    '大了一号 换小的',
    '设备坏了怎么办',
    '谢谢',
    '',
  ])('%s is none', (text) => {
    expect(wishOf(text).wish).toBe('none');
  });

  it('danger is heard before everything else, and a person before a complaint', () => {
    expect(wishOf('冒烟了！转人工！我要投诉').wish).toBe('danger');
    expect(wishOf('我要投诉 叫你们经理来').wish).toBe('explicit');
  });

  it('tells what it was seen by', () => {
    expect(wishOf('桩着火了')).toEqual({ wish: 'danger', matched: ['着火'], by: 'words', certainty: 1 });
    expect(wishOf('今天天气不错')).toMatchObject({ wish: 'none', matched: [] });
  });

  it('hears the words a tenant adds, and only there', () => {
    const own = createHandoffWish({ humanWords: ['上真家伙'], dangerWords: ['蓝光常亮'], complaintWords: ['找王局'] });
    expect(own('上真家伙').wish).toBe('explicit');
    expect(own('桩子蓝光常亮').wish).toBe('danger');
    expect(own('我去找王局')).toMatchObject({ wish: 'complaint', matched: ['找王局'] });
    expect(wishOf('上真家伙').wish).toBe('none');
    expect(wishOf('桩子蓝光常亮').wish).toBe('none');
  });

  it('finds nearly all of the shipped examples and raises few alarms among the innocent ones', () => {
    const bank = readBank('handoff', 'label', ['explicit', 'askhuman', 'complaint', 'danger', 'none']);
    const share = (label: HandoffWish, said: (wish: HandoffWish) => boolean): number => {
      const lines = bank.filter((line) => line.label === label);
      return lines.filter(({ text }) => said(wishOf(text).wish)).length / lines.length;
    };
    expect(bank.length).toBeGreaterThan(600);
    expect(share('explicit', (wish) => wish === 'explicit')).toBeGreaterThanOrEqual(0.98);
    expect(share('danger', (wish) => wish === 'danger')).toBeGreaterThanOrEqual(0.95);
    expect(share('complaint', (wish) => wish === 'complaint')).toBeGreaterThanOrEqual(0.95);
    expect(share('none', (wish) => wish !== 'none')).toBeLessThanOrEqual(0.02);
  });
});

describe('urgency of a line', () => {
  const urgency = createLineUrgency();

  it.each([
    ['桩着火了', true, 3],
    ['我要投诉', true, 2],
    ['转人工', true, 2],
    ['退款什么时候到', false, 1],
    ['机器故障了', false, 1],
    ['故障码表发一份', false, 0],
    ['你是人工吗', false, 0],
    ['多少钱', false, 0],
  ])('%s: due now %s, priority %d', (text, dueNow, priority) => {
    expect(urgency(text)).toEqual({ dueNow, priority });
  });

  it('bears anything a customer can write', () => {
    for (const text of ['', ' ', '😀', '\u0000', 'a'.repeat(4000), '转'.repeat(4000), '(((((', '\ud800']) {
      expect(urgency(text).priority).toBeGreaterThanOrEqual(0);
    }
  });

  it('does not slow down on long hostile lines', () => {
    const start = performance.now();
    urgency('让你们'.repeat(1300));
    urgency('找个人'.repeat(1300));
    urgency('跟你们经理'.repeat(800));
    expect(performance.now() - start).toBeLessThan(10_000);
  });
});
