import { AppError } from '../../ports/errors.ts';
import type { PartlyRead } from './picture-block.ts';
import { evenRows } from './table-grid.ts';

const SEPARATORS = ['\t', ';', ','] as const;
const CHINESE_COMMA = '，';
const FIRST_LINES = 20;
/** What Excel is told the separator by; it is no row. */
const SEPARATOR_LINE = /^sep=(.)\n/u;
/** A table of a million cells is data, not knowledge. */
const MOST_CELLS = 2_000_000;
const SAMPLE = 64 * 1024;

/** The separator that most of the first lines hold, outside quotes; a Chinese comma only where there is no other. */
function separatorOf(text: string): string {
  const lines = text
    .slice(0, SAMPLE)
    .replace(/"[^"]*"/gu, '')
    .split('\n', FIRST_LINES);
  const counts = SEPARATORS.map((separator) => lines.filter((line) => line.includes(separator)).length);
  const most = Math.max(...counts);
  if (most > 0) return SEPARATORS[counts.indexOf(most)] ?? ',';
  return lines.some((line) => line.includes(CHINESE_COMMA)) ? CHINESE_COMMA : ',';
}

interface Records {
  readonly rows: string[][];
  /** Line on which each row begins. */
  readonly lines: number[];
}

/** Reads one field from `at`; answers its text and where it ended. */
function readField(text: string, at: number, separator: string): { field: string; end: number } {
  let start = at;
  while (text.charAt(start) === ' ') start += 1;
  if (text.charAt(start) !== '"') {
    let end = at;
    while (end < text.length && text.charAt(end) !== separator && text.charAt(end) !== '\n') end += 1;
    return { field: text.slice(at, end), end };
  }
  const pieces: string[] = [];
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) throw new RangeError('open quote');
    pieces.push(text.slice(from, quote));
    from = quote + 1;
    if (text.charAt(from) !== '"') break;
    pieces.push('"');
    from += 1;
  }
  let end = from;
  while (end < text.length && text.charAt(end) !== separator && text.charAt(end) !== '\n') end += 1;
  return { field: pieces.join('') + text.slice(from, end).trimEnd(), end };
}

function linesIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function readRecords(text: string): Records {
  const told = SEPARATOR_LINE.exec(text);
  const separator = told?.[1] ?? separatorOf(text);
  const records: Records = { rows: [], lines: [] };
  let at = told?.[0].length ?? 0;
  let line = told ? 2 : 1;
  let cells = 0;
  while (at < text.length) {
    const fields: string[] = [];
    const begin = at;
    const rowLine = line;
    for (;;) {
      let read: { field: string; end: number };
      try {
        read = readField(text, at, separator);
      } catch {
        const quoted = rowLine + linesIn(text, begin, at);
        throw new AppError('BAD_TABLE', { line: quoted }, `第 ${quoted} 行的引号没有结束`);
      }
      fields.push(read.field.trim());
      at = read.end + 1;
      cells += 1;
      if (cells > MOST_CELLS) throw new AppError('LIMIT_FILE', { cells, limit: MOST_CELLS });
      if (text.charAt(read.end) !== separator) break;
    }
    line += linesIn(text, begin, Math.min(at, text.length));
    if (fields.some((value) => value !== '')) {
      records.rows.push(fields);
      records.lines.push(rowLine);
    }
  }
  return records;
}

/**
 * A CSV or TSV text as one table (RFC 4180: quotes may hold separators, quotes and lines); rows carry the number of the line
 * they begin on. BAD_TABLE for a quote that never ends.
 */
export function readCsv(text: string): PartlyRead {
  const { rows, lines } = readRecords(text);
  const blocks =
    rows.length === 0
      ? []
      : [{ kind: 'table' as const, name: null, rows: evenRows(rows), rowNumbers: lines, page: null }];
  return { format: 'table', pages: null, blocks, leftOut: [] };
}
