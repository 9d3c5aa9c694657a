import { LONGEST_TABLE_PIECE } from './parsed-chunk.ts';
import { splitText } from './split-text.ts';

/** A first cell this long still names its row in every piece of it. */
const LONGEST_ROW_NAME = 40;

function lengthOf(text: string): number {
  return Array.from(text).length;
}

function rowText(row: readonly string[]): string {
  return `| ${row.map((cell) => cell.replace(/\s*\n\s*/gu, ' ')).join(' | ')} |`;
}

/** A row that is too long for a passage, told cell by cell; each piece begins with what names the row. */
function longRow(header: readonly string[], row: readonly string[]): string[] {
  const told = row.flatMap((cell, column) => {
    const name = header[column] ?? '';
    return cell === '' ? [] : [name === '' ? cell : `${name}：${cell}`];
  });
  const [first = ''] = told;
  const name = lengthOf(first) <= LONGEST_ROW_NAME ? first : '';
  const rest = name === '' ? told : told.slice(1);
  const room = LONGEST_TABLE_PIECE - (name === '' ? 0 : lengthOf(name) + 1);
  return splitText(rest.join('\n'), room).map((piece) => (name === '' ? piece : `${name}\n${piece}`));
}

function filled(row: readonly string[]): string[] {
  return row.filter((cell) => cell !== '');
}

/** Two lines of names, of which the first spans several columns of the second and the rest reach down, as one. */
function mergedHeader(first: readonly string[], second: readonly string[]): string[] | undefined {
  const reachesDown = first.some((cell, column) => cell !== '' && cell === second[column]);
  const named = second.every((cell, column) => cell !== '' || (first[column] ?? '') === '');
  if (!reachesDown || !named || first.every((cell, column) => cell === second[column])) return undefined;
  let above = '';
  return second.map((cell, column) => {
    above = first[column] === '' ? above : (first[column] ?? '');
    return cell === above || above === '' ? cell : `${above} ${cell}`;
  });
}

/** Lines of one cell above a table are its title and remarks, not its header. */
function parts(rows: readonly (readonly string[])[]): {
  title: string | null;
  remarks: readonly string[];
  header: readonly string[];
  body: readonly (readonly string[])[];
} {
  const wide = (rows[0]?.length ?? 0) > 1;
  const first = wide ? rows.findIndex((row) => filled(row).length > 1) : 0;
  const above = first > 0 && first < rows.length - 1 ? rows.slice(0, first).flatMap(filled) : [];
  const [header = [], ...body] = above.length > 0 ? rows.slice(first) : rows;
  const [title = null, ...remarks] = above;
  const merged = body.length > 1 ? mergedHeader(header, body[0] ?? []) : undefined;
  return { title, remarks, header: merged ?? header, body: merged ? body.slice(1) : body };
}

/** What a table is cut into, and its title when its first row is one. */
export interface TablePieces {
  readonly title: string | null;
  readonly pieces: readonly string[];
}

/** Cuts a table between its rows; every piece begins with the header, so that a row can be read where it stands. */
export function chunkTable(rows: readonly (readonly string[])[]): TablePieces {
  const { title, remarks, header, body } = parts(rows);
  const head = rowText(header);
  const pieces: string[] = remarks.length === 0 ? [] : splitText(remarks.join('\n'), LONGEST_TABLE_PIECE);
  let current = head;
  const flush = (): void => {
    if (current !== head) pieces.push(current);
    current = head;
  };
  for (const row of body) {
    const text = rowText(row);
    if (lengthOf(head) + lengthOf(text) + 1 > LONGEST_TABLE_PIECE) {
      flush();
      pieces.push(...longRow(header, row));
      continue;
    }
    if (lengthOf(current) + lengthOf(text) + 1 > LONGEST_TABLE_PIECE) flush();
    current += `\n${text}`;
  }
  flush();
  return { title, pieces: body.length === 0 ? splitText(head, LONGEST_TABLE_PIECE) : pieces };
}
