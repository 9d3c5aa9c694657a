import { describe, expect, it } from 'vitest';
import { differenceOf, findContradictions } from '../../../server/modules/knowledge/contradictions.ts';

const entry = (chunkId: string, question: string, answer: string) => ({ chunkId, question, answer });

describe('contradictions', () => {
  it('finds entries of one question whose answers differ, gravest first', async () => {
    const found = await findContradictions([
      entry('1', '退货运费谁出', '我们出运费。'),
      entry('2', '请问退货运费谁出？', '您自己承担。'),
      entry('3', '保修期多久', '保修 3 年。'),
      entry('4', '请问保修期多久', '保修两年，即 2 年。'),
      entry('5', '能开发票吗', '可以。'),
      entry('6', '能开发票吗？', '不可以。'),
      entry('7', '支持货到付款吗', '支持。'),
      entry('8', '支持货到付款吗', '支持'),
      entry('9', '快递用哪家', '顺丰。'),
      entry('10', '故障代码E03怎么办', '检查接地。'),
      entry('11', '故障代码E07怎么办', '检查枪头。'),
    ]);
    expect(found.map(({ a, b, difference }) => [a.chunkId, b.chunkId, difference])).toEqual([
      ['3', '4', 'numbers'],
      ['5', '6', 'negation'],
      ['1', '2', 'wording'],
    ]);
  });

  it.each([
    ['一样。', '一样', null],
    ['7kW', '7 kW', null],
    ['10元', '12元', 'numbers'],
    ['E03 表示漏电', 'E30 表示漏电', 'numbers'],
    ['可以', '不可以', 'negation'],
    ['好的', '行', 'wording'],
  ])('%s and %s: %s', (a, b, difference) => expect(differenceOf(a, b)).toBe(difference));

  it('takes little time for thousands of entries', async () => {
    const entries = Array.from({ length: 3000 }, (_, index) =>
      entry(String(index), `第${index}款充电桩怎么安装`, `答${index}`),
    );
    const before = process.cpuUsage();
    await findContradictions(entries);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000);
  });
});
