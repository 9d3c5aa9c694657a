import { AppError } from '../../ports/errors.ts';

/** A row of a table with the line it begins on. */
export interface CsvRow {
  readonly line: number;
  readonly fields: readonly string[];
}

const SEPARATORS = [',', '\t', ';', '，'] as const;

/** The separator that the first line holds most of, outside quotes. */
function separatorOf(text: string): string {
  const firstLine = (/^[^\n]*/u.exec(text)?.[0] ?? '').replace(/"[^"]*"/gu, '');
  let best = ',';
  let most = 0;
  for (const separator of SEPARATORS) {
    const count = firstLine.split(separator).length - 1;
    if (count > most) [best, most] = [separator, count];
  }
  return best;
}

/** Rows of a CSV text (RFC 4180: quotes may hold separators, quotes and lines). BAD_TABLE for a quote that never ends. */
export function readCsv(text: string): CsvRow[] {
  const separator = separatorOf(text);
  const rows: CsvRow[] = [];
  let fields: string[] = [];
  let field = '';
  let line = 1;
  let rowLine = 1;
  let quotedSince = 0;
  const endRow = (): void => {
    fields.push(field);
    if (fields.some((value) => value.trim() !== '')) rows.push({ line: rowLine, fields });
    fields = [];
    field = '';
  };
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === '\n') line += 1;
    if (quotedSince > 0) {
      if (character !== '"') field += character;
      else if (text.charAt(index + 1) === '"') {
        field += '"';
        index += 1;
      } else quotedSince = 0;
    } else if (character === '"' && field.trim() === '') {
      field = '';
      quotedSince = line;
    } else if (character === separator) {
      fields.push(field);
      field = '';
    } else if (character === '\n') {
      endRow();
      rowLine = line;
    } else field += character;
  }
  if (quotedSince > 0) throw new AppError('BAD_TABLE', { line: quotedSince }, `第 ${quotedSince} 行的引号没有结束`);
  endRow();
  return rows;
}
