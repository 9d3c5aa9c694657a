import type { DocumentBlock, LeftOut } from '../../ports/document-reader.ts';
import { lastDate } from './expiry-date.ts';
import { LONGEST_ANSWER, LONGEST_QUESTION, type ParsedPassage } from './parsed-chunk.ts';
import { questionColumns, type QuestionColumns } from './question-columns.ts';

type TableBlock = Extract<DocumentBlock, { kind: 'table' }>;

/** Between several phrasings in one cell. */
const PHRASING_SEPARATOR = /[|｜;；\n]+/u;
/** Rows in which the names of columns are looked for: a title and a remark may stand above them. */
const HEADER_WITHIN = 5;
/** What a person asks, in a table that does not name its columns. */
const ASKS =
  /[?？]$|[吗呢么]$|怎么|怎样|如何|什么|为何|为啥|几[个天点年号次元块]|多少|多久|多大|多长|哪[里儿个些种]|能不能|能否|可以|是否|是不是|有没有|要不要/u;
const LONGEST_UNNAMED_QUESTION = 60;

/** A table without names is question, answer, phrasings when most of its first cells ask something. */
function unnamedColumns(rows: readonly (readonly string[])[]): QuestionColumns | undefined {
  const width = rows[0]?.length ?? 0;
  const asking = rows.filter(([first = '']) => ASKS.test(first) && first.length <= LONGEST_UNNAMED_QUESTION);
  if (width < 2 || rows.length === 0 || asking.length * 2 < rows.length) return undefined;
  const phrasings = Array.from({ length: width - 2 }, (_, index) => index + 2);
  return { question: [0], answer: [1], phrasings, heading: [], expiry: [] };
}

function cells(row: readonly string[], columns: readonly number[]): string[] {
  return columns.map((column) => (row[column] ?? '').trim()).filter((value) => value !== '');
}

type Refused = 'no-question' | 'no-answer' | 'too-long' | 'expired';

/** Several questions in one cell; a line end parts them only where each line asks something. */
function questionsIn(cell: string): string[] {
  const pieces = cell.split(/[|｜\n]+/u).map((piece) => piece.trim());
  const apart = /[|｜]/u.test(cell) || pieces.every((piece) => ASKS.test(piece));
  return apart ? pieces : [pieces.join(' ')];
}

function toPassage(
  row: readonly string[],
  columns: QuestionColumns,
  today: string,
): Omit<ParsedPassage, 'page'> | Refused {
  const [question, ...otherQuestions] = cells(row, columns.question)
    .flatMap(questionsIn)
    .filter((piece) => piece !== '');
  const told = cells(row, columns.answer).join('\n');
  const until = lastDate(cells(row, columns.expiry).join(' '));
  const phrasings = cells(row, columns.phrasings).flatMap((cell) => cell.split(PHRASING_SEPARATOR));
  if (question === undefined) return 'no-question';
  if (told === '') return 'no-answer';
  if (until !== undefined && until < today) return 'expired';
  const answer = until === undefined ? told : `${told}\n（有效期至 ${until}）`;
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
 * Reads a table as questions and answers, by the names of its columns (question, answer, other phrasings, category, last
 * day) or, without names, by what its first column asks. Rows whose last day is before `today` (2026-12-31) are left out,
 * others tell it. Undefined when it is a table of another kind.
 */
export function questionTable(table: TableBlock, today: string): QuestionTable | undefined {
  const headerAt = table.rows.slice(0, HEADER_WITHIN).findIndex((row) => questionColumns(row) !== undefined);
  const header = table.rows[headerAt];
  const columns = header ? questionColumns(header) : unnamedColumns(table.rows);
  if (!columns) return undefined;
  const passages: ParsedPassage[] = [];
  const leftOut: LeftOut[] = [];
  const seen = new Set<string>();
  table.rows.forEach((row, index) => {
    if (index <= headerAt || row.every((cell) => cell.trim() === '')) return;
    const passage = toPassage(row, columns, today);
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
