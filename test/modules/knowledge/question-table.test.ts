import { expect, it } from 'vitest';
import { dayInChina, lastDate } from '../../../server/modules/knowledge/expiry-date.ts';
import { questionTable } from '../../../server/modules/knowledge/question-table.ts';

const read = (rows: readonly (readonly string[])[]) =>
  questionTable({ kind: 'table', name: null, rows, page: null }, '2026-06-01');

it.each([
  [['问', '答']],
  [['标准问', '回复']],
  [['标准问题（必填）', '标准答案*']],
  [['Question', 'Answer']],
  [['FAQ Question', 'Response']],
  [['常见问题 1', '参考话术']],
  [['问题描述', '答案[富文本]']],
])('knows questions and answers by %j', (header) => {
  expect(read([header, ['多久发货', '三天']])?.passages).toMatchObject([{ question: '多久发货', answer: '三天' }]);
});

it('takes columns in any order, with several phrasings in a cell', () => {
  const table = read([
    ['回复', '一级分类', '扩展问', '二级分类', '问'],
    ['三天内', '售后', '几天发货\n何时发货；什么时候发｜发货要多久', '发货', '多久发货|多长时间发货'],
    ['七天内', '售后', '', '退货', '怎么退货？\n如何退货？'],
    ['两年', '售后', '', '保修', '我去年买的\n保修多久'],
  ]);
  expect(table?.passages.map(({ question, phrasings, heading }) => [question, phrasings, heading])).toEqual([
    ['多久发货', ['多长时间发货', '几天发货', '何时发货', '什么时候发', '发货要多久'], '售后 › 发货'],
    ['怎么退货？', ['如何退货？'], '售后 › 退货'],
    ['我去年买的 保修多久', [], '售后 › 保修'],
  ]);
});

it('reports rows without an answer, without a question and past their last day; tells the last day of others', () => {
  const table = read([
    ['问题', '答案', '失效日期'],
    ['没有答案', '', ''],
    ['', '没有问题', ''],
    ['春节发货吗', '不发', '2026/2/20'],
    ['有优惠吗', '满减', '2026年12月31日'],
    ['能安装吗', '能', '长期'],
  ]);
  expect(table?.leftOut.map(({ where, reason }) => [where, reason])).toEqual([
    ['第 2 行 · row 2', 'no-answer'],
    ['第 3 行 · row 3', 'no-question'],
    ['第 4 行 · row 4', 'expired'],
  ]);
  expect(table?.passages.map(({ answer }) => answer)).toEqual(['满减\n（有效期至 2026-12-31）', '能']);
});

it('is no table of questions when its names are of another kind', () => {
  expect(
    read([
      ['型号', '价格'],
      ['A1', '2999'],
    ]),
  ).toBeUndefined();
  expect(
    read([
      ['故障现象', '处理方法'],
      ['不充电', '重启'],
    ]),
  ).toBeUndefined();
});

it('finds the last of several dates, and the day as it is in China', () => {
  expect(lastDate('2026-01-01 至 2026.12.31 23:59')).toBe('2026-12-31');
  expect(lastDate('20261231')).toBe('2026-12-31');
  expect(lastDate('12个月')).toBeUndefined();
  expect(lastDate('2026-13-45')).toBeUndefined();
  expect(dayInChina(new Date('2026-05-31T17:00:00Z'))).toBe('2026-06-01');
});
