import { AppError } from '../../ports/errors.ts';
import { showCell } from './excel-number-format.ts';
import { readXml } from './read-xml.ts';
import { readEscapes, type SheetContext } from './xlsx-parts.ts';
import { cellPictureName, type SheetPicture } from './xlsx-pictures.ts';

/** Excel's own limits. */
const LAST_ROW = 1_048_576;
const LAST_COLUMN = 16_384;
/** Cells of one sheet that are kept, and cells of the table that is made of them. */
const MOST_CELLS = 2_000_000;

interface Merge {
  readonly top: number;
  readonly bottom: number;
  readonly column: number;
}

interface Cell {
  readonly row: number;
  readonly column: number;
  readonly type: string;
  readonly style: number;
  value: string;
}

function columnNumber(letters: string): number {
  let number = 0;
  for (const letter of letters) number = number * 26 + letter.charCodeAt(0) - 64;
  return number;
}

function place(reference: string | undefined): { row: number; column: number } | undefined {
  const parts = /^([A-Z]{1,3})([0-9]{1,7})$/u.exec(reference ?? '');
  if (!parts) return undefined;
  const at = { row: Number(parts[2]), column: columnNumber(parts[1] ?? '') };
  if (at.row < 1 || at.row > LAST_ROW || at.column > LAST_COLUMN)
    throw new AppError('UNREADABLE_FILE', { reason: 'place of a cell' });
  return at;
}

function shown({ type, value, style }: Cell, context: SheetContext): string {
  if (type === 's') return context.texts[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? '是' : '否';
  if (type === 'e') return '';
  if (type === 'str' || type === 'inlineStr') return readEscapes(value);
  if (value === '' || type === 'd') return value;
  const number = Number(value);
  return Number.isNaN(number) ? value : showCell(number, context.formats[style] ?? 'General', context.since1904);
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}

function readMerge(reference: string | undefined): Merge | undefined {
  const [from, to] = (reference ?? '').split(':');
  const start = place(from);
  const end = place(to);
  return start && end && end.row > start.row ? { top: start.row, bottom: end.row, column: start.column } : undefined;
}

/** Cells of a sheet by row and column as they are shown, empty ones left out. */
class SheetCells {
  readonly rows = new Map<number, Map<number, string>>();
  readonly merges: Merge[] = [];
  readonly hiddenRows = new Set<number>();
  readonly hiddenColumns = new Set<number>();
  readonly #hidden = new Uint8Array(LAST_COLUMN + 1);
  #told = 0;
  #count = 0;

  /** Columns that are not shown. */
  hide(from: number, to: number): void {
    this.#told += 1;
    if (this.#told <= LAST_COLUMN) this.#hidden.fill(1, from, to + 1);
  }

  put(row: number, column: number, text: string, rowHidden = false): void {
    if (text === '') return;
    if (rowHidden) this.hiddenRows.add(row);
    const columnHidden = this.#hidden[column] === 1;
    if (columnHidden) this.hiddenColumns.add(column);
    if (rowHidden || columnHidden) return;
    this.#count += 1;
    if (this.#count > MOST_CELLS) throw new AppError('LIMIT_FILE', { cells: this.#count, limit: MOST_CELLS });
    const cells = this.rows.get(row);
    if (cells) cells.set(column, text);
    else this.rows.set(row, new Map([[column, text]]));
  }

  /** Repeats a merged cell in each of its rows that says anything, so that every row can be read by itself. */
  fillMerges(): void {
    for (const { top, bottom, column } of this.merges) {
      const text = this.rows.get(top)?.get(column);
      if (text === undefined) continue;
      for (let row = top + 1; row <= Math.min(bottom, top + this.rows.size * 8); row += 1) {
        if (this.rows.has(row) && !this.rows.get(row)?.has(column)) this.put(row, column, text);
      }
    }
  }
}

/** What a sheet says: rows of one width, with their numbers in the sheet, and the pictures in its cells. */
export interface SheetReading {
  readonly rows: string[][];
  readonly rowNumbers: number[];
  readonly pictures: readonly SheetPicture[];
  /** Rows and columns with something in them that are hidden, and formulas without a stored value. */
  readonly hiddenRows: number;
  readonly hiddenColumns: number;
  readonly unknownFormulas: number;
}

/** Reads what is shown of a sheet; rows that say nothing are left out. */
export function readSheet(bytes: Uint8Array, context: SheetContext): SheetReading {
  const cells = new SheetCells();
  const pictures: SheetPicture[] = [];
  let cell: Cell | undefined;
  let inValue = false;
  let row = 0;
  let column = 0;
  let rowHidden = false;
  let unknownFormulas = 0;
  let formula = false;
  readXml(bytes, {
    open: (name, attributes) => {
      if (name === 'row') {
        row = Number(attributes['r'] ?? row + 1);
        rowHidden = isTrue(attributes['hidden']);
        column = 0;
      } else if (name === 'col' && isTrue(attributes['hidden'])) {
        cells.hide(Number(attributes['min']), Number(attributes['max']));
      } else if (name === 'c') {
        const at = place(attributes['r']) ?? { row, column: column + 1 };
        column = at.column;
        cell = { ...at, type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? 0), value: '' };
      } else if (name === 'v' || name === 't') inValue = cell !== undefined;
      else if (name === 'f') formula = cell !== undefined;
      else if (name === 'mergeCell') {
        const merge = readMerge(attributes['ref']);
        if (merge) cells.merges.push(merge);
      }
    },
    close: (name) => {
      if (name === 'v' || name === 't') inValue = false;
      else if (name === 'c' && cell) {
        if (formula && cell.value === '' && !rowHidden) unknownFormulas += 1;
        formula = false;
        const text = shown(cell, context).trim();
        const called = cellPictureName(text);
        const picture = called === undefined ? undefined : context.cellPictures.get(called);
        if (picture) pictures.push(picture);
        cells.put(cell.row, cell.column, called === undefined ? text : '', rowHidden);
        cell = undefined;
      }
    },
    text: (text) => {
      if (inValue && cell) cell.value += text;
    },
  });
  cells.fillMerges();
  return {
    ...toRows(cells.rows),
    pictures,
    hiddenRows: cells.hiddenRows.size,
    hiddenColumns: cells.hiddenColumns.size,
    unknownFormulas,
  };
}

function toRows(sparse: ReadonlyMap<number, ReadonlyMap<number, string>>): { rows: string[][]; rowNumbers: number[] } {
  const columns = new Set<number>();
  for (const cells of sparse.values()) for (const column of cells.keys()) columns.add(column);
  const order = [...columns].toSorted((one, other) => one - other);
  if (order.length * sparse.size > 4 * MOST_CELLS) {
    throw new AppError('LIMIT_FILE', { cells: order.length * sparse.size, limit: 4 * MOST_CELLS });
  }
  const rowNumbers = [...sparse.keys()].toSorted((one, other) => one - other);
  const rows = rowNumbers.map((number) => order.map((column) => sparse.get(number)?.get(column) ?? ''));
  return { rows, rowNumbers };
}
