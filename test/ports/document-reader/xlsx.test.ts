import { afterAll, expect, it } from 'vitest';
import { sheetOf, xlsxEntries } from './files/office-file.ts';
import { inShort, readSample, sampleReader } from './files/read-sample.ts';
import { zipFile } from './files/zip-file.ts';

afterAll(() => sampleReader.close());

it('leaves out hidden rows and columns of a sheet, which may be what a shop pays itself, and says so', async () => {
  const data = sheetOf([
    ['型号', '成本', '售价'],
    ['A1', '100', '200'],
    ['A2', '150', '250'],
  ]).replace('<row r="3">', '<row r="3" hidden="1">');
  const content = `<cols><col min="2" max="2" hidden="1"/><col min="9" max="16384" hidden="1"/></cols>${data}`;
  const { blocks, leftOut } = await readSample('a.xlsx', zipFile(xlsxEntries([{ name: '价格', content }])));
  expect(blocks.map(inShort)).toEqual([
    [
      ['型号', '售价'],
      ['A1', '200'],
    ],
  ]);
  expect(leftOut).toEqual([
    { where: '工作表“价格” · sheet “价格”: 1 行 · 1 rows', reason: 'hidden' },
    { where: '工作表“价格” · sheet “价格”: 1 列 · 1 columns', reason: 'hidden' },
  ]);
});

it('reports formulas whose value nobody has stored', async () => {
  const content =
    '<sheetData><row r="1"><c r="A1" t="str"><v>合计</v></c><c r="B1"><f>SUM(B2:B9)</f></c><c r="C1"><f>1+1</f><v>2</v></c></row></sheetData>';
  const { blocks, leftOut } = await readSample('a.xlsx', zipFile(xlsxEntries([{ name: '价格', content }])));
  expect(blocks.map(inShort)).toEqual([[['合计', '2']]]);
  expect(leftOut).toEqual([{ where: '工作表“价格” · sheet “价格”: 公式 1 个 · 1 formulas', reason: 'empty' }]);
});
