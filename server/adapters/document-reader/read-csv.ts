import { AppError } from '../../ports/errors.ts';
import type { PartlyRead } from './picture-block.ts';
import { evenRows } from './table-grid.ts';

const SEPARATORS = [',', '\t', ';', '，'] as const;
/** A table of a million cells is data, not knowledge. */
const MOST_CELLS = 2_000_000;
const SAMPLE = 64 * 1024;

/** The separator that the first line holds most of, outside quotes. */
function separatorOf(text: string): string {
  const end = text.indexOf('\n');
  const firstLine = text.slice(0, Math.min(end < 0 ? SAMPLE : end, SAMPLE)).replace(/"[^"]*"/gu, '');
  let best = ',';
  let most = 0;
  for (const separator of SEPARATORS) {
    const count = firstLine.split(separator).length - 1;
    if (count > most) [best, most] = [separator, count];
  }
  return best;
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
  const separator = separatorOf(text);
  const records: Records = { rows: [], lines: [] };
  let at = 0;
  let line = 1;
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
