import { expect, it } from 'vitest';
import { splitTable } from '../../../server/modules/knowledge/split-table.ts';

const PRICES = [
  ['型号', '价格', ''],
  ['A1', '2999', ''],
  ['A2', '3999', ''],
];

it('parts tables that stand below each other, with their titles', () => {
  const rows = [...PRICES, ['运费表', '', ''], ['城市', '运费', '时效'], ['拉萨', '80元', '五天左右']];
  expect(splitTable(rows, [1, 2, 3, 6, 7, 8])).toEqual([
    [
      ['型号', '价格'],
      ['A1', '2999'],
      ['A2', '3999'],
    ],
    [
      ['运费表', '', ''],
      ['城市', '运费', '时效'],
      ['拉萨', '80元', '五天左右'],
    ],
  ]);
});

it('leaves groups of rows under their names', () => {
  const rows = [...PRICES, ['B1', '4999', ''], ['B2', '5999', '']];
  expect(splitTable(rows, [1, 2, 3, 5, 6])).toEqual([rows]);
  expect(splitTable(PRICES, undefined)).toEqual([PRICES]);
  const words = [
    ['名称', '说明'],
    ['退货', '七天内'],
    ['换货', '十五天内'],
    ['保修', '7 天内包退，一年内包修'],
  ];
  expect(splitTable(words, [1, 2, 4, 5])).toEqual([words]);
});
