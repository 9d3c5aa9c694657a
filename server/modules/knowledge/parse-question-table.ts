import { AppError } from '../../ports/errors.ts';
import {
  LONGEST_ANSWER,
  LONGEST_QUESTION,
  type ParsedPassage,
  type ParsedText,
  type SkippedPart,
} from './parsed-chunk.ts';
import { type CsvRow, readCsv } from './read-csv.ts';

/** Names a column may carry; digits and spaces at the end do not matter (相似问1, 相似问2). */
const COLUMN_NAMES: Readonly<Record<keyof Columns, ReadonlySet<string>>> = {
  question: new Set(['问题', '标准问', '标准问题', '提问', '问', 'question', 'questions', 'q', 'title', '标题']),
  answer: new Set(['答案', '回答', '标准答案', '回复', '答', 'answer', 'answers', 'a', 'reply', '内容']),
  phrasings: new Set([
    '相似问',
    '相似问题',
    '相似问法',
    '其他问法',
    '扩展问',
    '同义问',
    'similar',
    'phrasings',
    'aliases',
    'variants',
  ]),
  heading: new Set(['分类', '类别', '目录', '主题', 'category', 'heading', 'section', 'topic']),
};
/** Between several phrasings in one cell. */
const PHRASING_SEPARATOR = /[|｜;；\n]+/u;

interface Columns {
  question: number[];
  answer: number[];
  phrasings: number[];
  heading: number[];
}

function columnsOf(header: readonly string[]): Columns | undefined {
  const columns: Columns = { question: [], answer: [], phrasings: [], heading: [] };
  header.forEach((name, index) => {
    const plain = name
      .normalize('NFKC')
      .trim()
      .toLowerCase()
      .replace(/[\s\d_]+$/u, '');
    for (const key of Object.keys(COLUMN_NAMES) as (keyof Columns)[]) {
      if (COLUMN_NAMES[key].has(plain)) columns[key].push(index);
    }
  });
  return columns.question.length > 0 && columns.answer.length > 0 ? columns : undefined;
}

function cells(row: CsvRow, columns: readonly number[]): string[] {
  return columns.map((column) => (row.fields[column] ?? '').trim()).filter((value) => value !== '');
}

function toPassage(row: CsvRow, columns: Columns): ParsedPassage | SkippedPart['reason'] {
  const [question, ...otherQuestions] = cells(row, columns.question);
  const answer = cells(row, columns.answer).join('\n');
  const phrasings = cells(row, columns.phrasings).flatMap((cell) => cell.split(PHRASING_SEPARATOR));
  if (question === undefined) return 'no-question';
  if (answer === '') return 'no-answer';
  const all = [...otherQuestions, ...phrasings]
    .map((phrasing) => phrasing.trim())
    .filter((phrasing) => phrasing !== '');
  if (answer.length > LONGEST_ANSWER || [question, ...all].some((text) => text.length > LONGEST_QUESTION))
    return 'too-long';
  const heading = cells(row, columns.heading).join(' › ');
  return {
    question,
    answer,
    heading: heading === '' ? null : heading,
    page: null,
    phrasings: Array.from(new Set(all)).filter((phrasing) => phrasing !== question),
  };
}

/**
 * Passages of a question-answer table with the columns question, answer and, if any, other phrasings and category. A
 * table without header names is read as question, answer, phrasings. BAD_TABLE when there are fewer than two columns.
 */
export function parseQuestionTable(text: string): ParsedText {
  const rows = readCsv(text);
  const [first] = rows;
  if (!first) return { passages: [], skipped: [] };
  const named = columnsOf(first.fields);
  if (!named && first.fields.length < 2) {
    throw new AppError('BAD_TABLE', { line: first.line }, '表格至少要有“问题”和“答案”两列');
  }
  const columns = named ?? {
    question: [0],
    answer: [1],
    phrasings: first.fields.slice(2).map((_, index) => index + 2),
    heading: [],
  };
  const passages: ParsedPassage[] = [];
  const skipped: SkippedPart[] = [];
  const seen = new Set<string>();
  for (const row of named ? rows.slice(1) : rows) {
    const passage = toPassage(row, columns);
    const identity = typeof passage === 'string' ? '' : `${passage.question}\u0000${passage.answer}`;
    if (typeof passage === 'string') skipped.push({ line: row.line, reason: passage });
    else if (seen.has(identity)) skipped.push({ line: row.line, reason: 'repeated' });
    else passages.push(passage);
    seen.add(identity);
  }
  return { passages, skipped };
}
