import { describe, expect, it } from 'vitest';
import { Contradictions, differenceOf, findContradictions } from '../../../server/modules/knowledge/contradictions.ts';
import { describeEachDatabase } from '../../support/database.ts';
import { openTenant, storeCsv } from '../embedding/embedding-bed.ts';

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
      entry('12', '金卡会员有什么权益', '95 折。'),
      entry('13', '银卡会员有什么权益', '98 折。'),
      entry('14', 'PNP传感器怎么接线', '接正极。'),
      entry('15', 'NPN传感器怎么接线', '接负极。'),
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
});

/** More than are read at once. */
const ROWS = 5_200;

it('lets other work go on while it weighs many entries of nearly one question', async () => {
  const entries = Array.from({ length: 4_000 }, (_, index) => ({
    chunkId: String(index),
    question: `请问${'红黄蓝绿紫'[index % 5]}${'棉麻丝毛皮绒'[index % 6]}${'上下内外前后左'[index % 7]}衣洗涤时水温不能超过多少`,
    answer: `不超过 ${index} 度`,
  }));
  let [longest, last] = [0, performance.now()];
  const beat = (): void => {
    const now = performance.now();
    [longest, last] = [Math.max(longest, now - last), now];
  };
  const beats = setInterval(beat, 5);
  const found = await findContradictions(entries).finally(() => clearInterval(beats));
  beat();
  expect(found.length).toBeGreaterThan(0);
  expect(longest).toBeLessThan(1_000);
});

describeEachDatabase('contradictions of a large table', ({ database }) => {
  it(
    'are found between its first and its last row, and once for each state of the knowledge',
    { timeout: 120_000 },
    async () => {
      const letter = (number: number): string => String.fromCodePoint(0x4e00 + number);
      const rows = Array.from(
        { length: ROWS },
        (_, row) => `${letter(row % 80)}${letter(100 + Math.floor(row / 80))}怎么安装,找师傅`,
      );
      const table = ['问题,答案', '会员日是哪一天,每月 8 日', ...rows, '请问会员日是哪一天？,每月 18 日', ''];
      const tenantId = await openTenant(database(), table.join('\n'));
      const contradictions = new Contradictions(database());
      const before = process.cpuUsage();
      const found = await contradictions.of(tenantId);
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(10_000);
      expect(found.map(({ a, b, difference }) => [a.answer, b.answer, difference])).toEqual([
        ['每月 18 日', '每月 8 日', 'numbers'],
      ]);
      expect(await contradictions.of(tenantId)).toBe(found);
      await storeCsv(database(), tenantId, '更正.csv', '问题,答案\n会员日是哪一天,每月 28 日\n');
      expect(await contradictions.of(tenantId)).toHaveLength(3);
      await database().inTenant(tenantId, (em) =>
        em.execute(`update document set expires_at = now() where name = '更正.csv'`),
      );
      expect(await contradictions.of(tenantId), 'one that expired contradicts nothing').toHaveLength(1);
    },
  );
});
