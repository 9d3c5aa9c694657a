import type { DocumentBlock, LeftOut } from '../../ports/document-reader.ts';
import { LONGEST_ANSWER, LONGEST_QUESTION, type ParsedPassage } from './parsed-chunk.ts';

type TableBlock = Extract<DocumentBlock, { kind: 'table' }>;

interface Columns {
  question: number[];
  answer: number[];
  phrasings: number[];
  heading: number[];
}

/** Names a column may carry; digits, spaces and stars at the end do not matter (相似问1, 问题*). */
const COLUMN_NAMES: Readonly<Record<keyof Columns, ReadonlySet<string>>> = {
  question: new Set(
    '问题 标准问 标准问题 常见问题 客户问题 用户问题 提问 问 question questions q title 标题 faq'.split(' '),
  ),
  answer: new Set(
    '答案 回答 标准答案 标准回答 参考答案 参考回答 回复 标准回复 话术 回复话术 解答 答 answer answers a reply 内容'.split(
      ' ',
    ),
  ),
  phrasings: new Set(
    '相似问 相似问题 相似问法 其他问法 其它问法 扩展问 扩展问法 同义问 similar phrasings aliases variants'.split(' '),
  ),
  heading: new Set('分类 类别 目录 主题 类目 category heading section topic'.split(' ')),
};
/** Between several phrasings in one cell. */
const PHRASING_SEPARATOR = /[|｜;；\n]+/u;
/** Rows in which the names of columns are looked for: a title and a remark may stand above them. */
const HEADER_WITHIN = 5;
/** What a person asks, in a table that does not name its columns. */
const ASKS =
  /[?？]$|[吗呢么]$|怎么|怎样|如何|什么|为何|为啥|几[个天点年号次元块]|多少|多久|多大|多长|哪[里儿个些种]|能不能|能否|可以|是否|是不是|有没有|要不要/u;
const LONGEST_UNNAMED_QUESTION = 60;

function columnsOf(header: readonly string[]): Columns | undefined {
  const columns: Columns = { question: [], answer: [], phrasings: [], heading: [] };
  header.forEach((name, index) => {
    const plain = name
      .normalize('NFKC')
      .trim()
      .toLowerCase()
      .replace(/[\s\d_*:：]+$/u, '');
    for (const key of Object.keys(COLUMN_NAMES) as (keyof Columns)[]) {
      if (COLUMN_NAMES[key].has(plain)) columns[key].push(index);
    }
  });
  return columns.question.length > 0 && columns.answer.length > 0 ? columns : undefined;
}

/** A table without names is question, answer, phrasings when most of its first cells ask something. */
function unnamedColumns(rows: readonly (readonly string[])[]): Columns | undefined {
  const width = rows[0]?.length ?? 0;
  const asking = rows.filter(([first = '']) => ASKS.test(first) && first.length <= LONGEST_UNNAMED_QUESTION);
  if (width < 2 || rows.length === 0 || asking.length * 2 < rows.length) return undefined;
  const phrasings = Array.from({ length: width - 2 }, (_, index) => index + 2);
  return { question: [0], answer: [1], phrasings, heading: [] };
}

function cells(row: readonly string[], columns: readonly number[]): string[] {
  return columns.map((column) => (row[column] ?? '').trim()).filter((value) => value !== '');
}

type Refused = 'no-question' | 'no-answer' | 'too-long';

function toPassage(row: readonly string[], columns: Columns): Omit<ParsedPassage, 'page'> | Refused {
  const [question, ...otherQuestions] = cells(row, columns.question);
  const answer = cells(row, columns.answer).join('\n');
  const phrasings = cells(row, columns.phrasings).flatMap((cell) => cell.split(PHRASING_SEPARATOR));
  if (question === undefined) return 'no-question';
  if (answer === '') return 'no-answer';
  const all = [...otherQuestions, ...phrasings]
    .map((phrasing) => phrasing.trim())
    .filter((phrasing) => phrasing !== '');
  if (answer.length > LONGEST_ANSWER || [question, ...all].some((text) => text.length > LONGEST_QUESTION)) {
    return 'too-long';
  }
  const heading = cells(row, columns.heading).join(' › ');
  return {
    question,
    answer,
    heading: heading === '' ? null : heading,
    phrasings: Array.from(new Set(all)).filter((phrasing) => phrasing !== question),
  };
}

/** Where a row stands, for people. */
function placeOf(table: TableBlock, index: number): string {
  const number = table.rowNumbers?.[index] ?? index + 1;
  const row = `第 ${number} 行 · row ${number}`;
  return table.name === null ? row : `“${table.name}” ${row}`;
}

/** Entries of a question-answer table, and the rows that are none. */
export interface QuestionTable {
  readonly passages: readonly ParsedPassage[];
  readonly leftOut: readonly LeftOut[];
}

/**
 * Reads a table as questions and answers, by the names of its columns (question, answer, other phrasings, category) or,
 * without names, by what its first column asks. Undefined when it is a table of another kind.
 */
export function questionTable(table: TableBlock): QuestionTable | undefined {
  const headerAt = table.rows.slice(0, HEADER_WITHIN).findIndex((row) => columnsOf(row) !== undefined);
  const header = table.rows[headerAt];
  const columns = header ? columnsOf(header) : unnamedColumns(table.rows);
  if (!columns) return undefined;
  const passages: ParsedPassage[] = [];
  const leftOut: LeftOut[] = [];
  const seen = new Set<string>();
  table.rows.forEach((row, index) => {
    if (index <= headerAt || row.every((cell) => cell.trim() === '')) return;
    const passage = toPassage(row, columns);
    const where = placeOf(table, index);
    if (typeof passage === 'string') {
      leftOut.push({ where, reason: passage });
      return;
    }
    const identity = `${passage.question}\u0000${passage.answer}`;
    if (seen.has(identity)) leftOut.push({ where, reason: 'repeated' });
    else passages.push({ ...passage, page: table.page });
    seen.add(identity);
  });
  return { passages, leftOut };
}
