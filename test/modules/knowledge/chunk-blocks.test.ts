import { describe, expect, it } from 'vitest';
import { chunkBlocks } from '../../../server/modules/knowledge/chunk-blocks.ts';
import type { DocumentBlock } from '../../../server/ports/document-reader.ts';

const heading = (level: number, text: string, page: number | null = null): DocumentBlock => ({
  kind: 'heading',
  level,
  text,
  page,
});
const paragraph = (text: string, page: number | null = null): DocumentBlock => ({ kind: 'paragraph', text, page });
const table = (
  rows: readonly (readonly string[])[],
  name: string | null = null,
  page: number | null = null,
): DocumentBlock => ({ kind: 'table', name, rows, page });
const lengthOf = (text: string): number => Array.from(text).length;

describe('running text', () => {
  it('keeps the path of headings and the page it begins on', async () => {
    const { passages } = await chunkBlocks([
      heading(1, '手册', 1),
      heading(2, '安装', 1),
      paragraph('先断电。', 1),
      paragraph('再接线。', 2),
      heading(2, '保修', 3),
      paragraph('两年。', 3),
      heading(1, '附录', 4),
      paragraph('无。', 4),
    ]);
    expect(passages.map(({ question, heading: path, answer, page }) => [question, path, answer, page])).toEqual([
      ['安装', '手册 › 安装', '先断电。\n再接线。', 1],
      ['保修', '手册 › 保修', '两年。', 3],
      ['附录', '附录', '无。', 4],
    ]);
  });

  it('does not join what stands on two pages without a heading: they need not belong together', async () => {
    const { passages } = await chunkBlocks([
      paragraph('营业到晚上九点。', 1),
      paragraph('周一休息。', 1),
      paragraph('押金三百元。', 2),
    ]);
    expect(passages.map(({ answer, page }) => [answer, page])).toEqual([
      ['营业到晚上九点。\n周一休息。', 1],
      ['押金三百元。', 2],
    ]);
  });

  it('says the sentence that leads in with every piece of its list', async () => {
    const items = Array.from({ length: 40 }, (_, index) =>
      paragraph(`${index + 1}. 第${index + 1}步要做的事情，写得比较长一些。`),
    );
    const { passages } = await chunkBlocks([heading(1, '安装'), paragraph('安装分为以下步骤：'), ...items]);
    expect(passages.length).toBeGreaterThan(2);
    for (const { answer } of passages) {
      expect(answer.startsWith('安装分为以下步骤：\n')).toBe(true);
      expect(lengthOf(answer)).toBeLessThanOrEqual(400);
    }
    expect(passages.flatMap(({ answer }) => answer.match(/^\d+\. /gmu) ?? [])).toHaveLength(40);
  });

  it('does not part a short list from its lead-in', async () => {
    const filler = '前面的话写得很长，占去了一段的大部分地方。'.repeat(19);
    const { passages } = await chunkBlocks([
      heading(1, '退款'),
      paragraph(filler),
      paragraph('需要：'),
      paragraph('• 订单号'),
      paragraph('• 照片'),
    ]);
    expect(passages.at(-1)?.answer).toBe('需要：\n• 订单号\n• 照片');
  });

  it('takes pairs of 问 and 答 that stand in paragraphs of their own', async () => {
    const { passages } = await chunkBlocks([
      paragraph('问：包邮吗', 1),
      paragraph('答：满99元包邮', 1),
      paragraph('Q2. 几点开门\nA2. 九点', 2),
    ]);
    expect(passages.map(({ question, answer, page }) => [question, answer, page])).toEqual([
      ['包邮吗', '满99元包邮', 1],
      ['几点开门', '九点', 2],
    ]);
  });
});

describe('tables', () => {
  it('are cut between rows, with the header in every piece', async () => {
    const rows = Array.from({ length: 50 }, (_, index) => [`型号${index}`, `${index} 个月`, '含上门服务']);
    const { passages } = await chunkBlocks([heading(1, '保修'), table([['型号', '保修期', '说明'], ...rows], null, 7)]);
    for (const { answer, page } of passages) {
      expect(answer.startsWith('| 型号 | 保修期 | 说明 |\n')).toBe(true);
      expect(lengthOf(answer)).toBeLessThanOrEqual(400);
      expect(page).toBe(7);
    }
    expect(passages.flatMap(({ answer }) => answer.match(/型号\d+ \| \d+ 个月/gu) ?? [])).toHaveLength(50);
  });

  it('tell a row that is too long cell by cell, under its name', async () => {
    const long = '这一格写了很长的说明文字。'.repeat(60);
    const { passages } = await chunkBlocks([
      table([
        ['型号', '说明'],
        ['A1', long],
        ['B2', '短'],
      ]),
    ]);
    expect(passages.length).toBeGreaterThan(2);
    for (const { answer } of passages.slice(0, -1)) {
      expect(answer.startsWith('型号：A1\n')).toBe(true);
      expect(lengthOf(answer)).toBeLessThanOrEqual(400);
    }
    expect(passages.at(-1)?.answer).toBe('| 型号 | 说明 |\n| B2 | 短 |');
  });

  it('give their sheet, or the title over their columns, as heading', async () => {
    const { passages } = await chunkBlocks([
      table(
        [
          ['型号', '价格'],
          ['A1', '2999'],
        ],
        '价格表',
      ),
      table(
        [
          ['2024 年运费', '', ''],
          ['地区', '首重', '续重'],
          ['江浙沪', '8 元', '2 元'],
        ],
        'Sheet1',
      ),
    ]);
    expect(passages.map(({ heading: path, question }) => [path, question])).toEqual([
      ['价格表', '价格表'],
      ['2024 年运费', '2024 年运费'],
    ]);
  });

  it('tell remarks above their header by themselves, and two lines of names as one', async () => {
    const { passages } = await chunkBlocks([
      table([
        ['价格表', '', '', ''],
        ['更新日期：2026-03-01', '', '', ''],
        ['系列', '型号', '价格（元）', ''],
        ['系列', '型号', '含税', '不含税'],
        ['家用', 'A1', '1299', '1199'],
      ]),
    ]);
    expect(passages.map(({ heading: path, answer }) => [path, answer])).toEqual([
      ['价格表', '更新日期：2026-03-01'],
      ['价格表', '| 系列 | 型号 | 价格（元） 含税 | 价格（元） 不含税 |\n| 家用 | A1 | 1299 | 1199 |'],
    ]);
  });

  it('of questions give an entry for each row, wherever they stand, under the headings above', async () => {
    const { passages, leftOut } = await chunkBlocks([
      heading(1, '常见问题', 2),
      table(
        [
          ['公司问答', '', ''],
          ['分类', '标准问题*', '标准回答'],
          ['售后', '怎么退款', '三天'],
          ['', '', '没有问题'],
          ['售后', '怎么退款', '三天'],
        ],
        '问答',
        2,
      ),
    ]);
    expect(passages).toEqual([
      { question: '怎么退款', answer: '三天', heading: '常见问题 › 问答 › 售后', page: 2, phrasings: [] },
    ]);
    expect(leftOut).toEqual([
      { where: '“问答” 第 4 行 · row 4', reason: 'no-question' },
      { where: '“问答” 第 5 行 · row 5', reason: 'repeated' },
    ]);
  });

  it('without questions are no questions: prices, stock, addresses', async () => {
    const { passages } = await chunkBlocks([
      table([
        ['A1', '2999', '有货'],
        ['B2', '3999', '缺货'],
      ]),
    ]);
    expect(passages).toHaveLength(1);
    expect(passages[0]?.answer).toBe('| A1 | 2999 | 有货 |\n| B2 | 3999 | 缺货 |');
  });
});

it('lets others work while it cuts a book', async () => {
  let turns = 0;
  let cutting = true;
  const count = (): void => {
    turns += 1;
    if (cutting) setImmediate(count);
  };
  setImmediate(count);
  const { passages } = await chunkBlocks(
    Array.from({ length: 3000 }, (_, at) => paragraph(`${at}。${'字'.repeat(240)}`)),
  );
  cutting = false;
  expect(passages).toHaveLength(3000);
  expect(turns).toBeGreaterThanOrEqual(10);
});
