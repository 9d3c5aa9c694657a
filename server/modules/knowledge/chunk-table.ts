import { LONGEST_PIECE } from './parsed-chunk.ts';
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
  const room = LONGEST_PIECE - (name === '' ? 0 : lengthOf(name) + 1);
  return splitText(rest.join('\n'), room).map((piece) => (name === '' ? piece : `${name}\n${piece}`));
}

/** A title merged over the whole width is the table's name, not its header. */
function parts(rows: readonly (readonly string[])[]): {
  title: string | null;
  header: readonly string[];
  body: readonly (readonly string[])[];
} {
  const titled = rows.length > 2 && (rows[0]?.length ?? 0) > 1 && rows[0]?.filter((cell) => cell !== '').length === 1;
  const [header = [], ...body] = titled ? rows.slice(1) : rows;
  return { title: titled ? (rows[0]?.find((cell) => cell !== '') ?? null) : null, header, body };
}

/** What a table is cut into, and its title when its first row is one. */
export interface TablePieces {
  readonly title: string | null;
  readonly pieces: readonly string[];
}

/** Cuts a table between its rows; every piece begins with the header, so that a row can be read where it stands. */
export function chunkTable(rows: readonly (readonly string[])[]): TablePieces {
  const { title, header, body } = parts(rows);
  const head = rowText(header);
  const pieces: string[] = [];
  let current = head;
  const flush = (): void => {
    if (current !== head) pieces.push(current);
    current = head;
  };
  for (const row of body) {
    const text = rowText(row);
    if (lengthOf(head) + lengthOf(text) + 1 > LONGEST_PIECE) {
      flush();
      pieces.push(...longRow(header, row));
      continue;
    }
    if (lengthOf(current) + lengthOf(text) + 1 > LONGEST_PIECE) flush();
    current += `\n${text}`;
  }
  flush();
  return { title, pieces: body.length === 0 ? splitText(head, LONGEST_PIECE) : pieces };
}
