import { AppError } from '../../ports/errors.ts';

/** Columns that a cell may span; HTML ends here as well. */
const WIDEST = 1000;
/** Cells of one table, those it spans counted. */
const MOST_CELLS = 4_000_000;

/** Builds the rows of a table whose cells may span columns and rows, as Word, PowerPoint and HTML know them. */
export class TableGrid {
  readonly #rows: string[][] = [];
  #row: string[] = [];
  #cells = 0;
  /** Cells that reach down from rows above, by column: what they say and for how many rows more. */
  readonly #reaching = new Map<number, { readonly text: string; left: number }>();

  beginRow(): void {
    this.#row = [];
    this.#fill();
  }

  #fill(): void {
    for (;;) {
      const above = this.#reaching.get(this.#row.length);
      if (!above) return;
      above.left -= 1;
      if (above.left <= 0) this.#reaching.delete(this.#row.length);
      this.#push(above.text);
    }
  }

  #push(text: string): void {
    this.#cells += 1;
    if (this.#cells > MOST_CELLS) throw new AppError('LIMIT_FILE', { cells: this.#cells, limit: MOST_CELLS });
    this.#row.push(text);
  }

  /** A cell that reaches down is repeated in each row, so that every row can be read by itself; across it is said once. */
  add(text: string, columns = 1, rows = 1): void {
    const width = Math.min(Math.max(1, columns), WIDEST);
    for (let index = 0; index < width && this.#row.length < WIDEST; index += 1) {
      const said = index === 0 ? text : '';
      if (rows > 1) this.#reaching.set(this.#row.length, { text: said, left: rows - 1 });
      this.#push(said);
    }
    this.#fill();
  }

  /** The text one row up in the present column, for formats that mark the rest of a merged cell. */
  above(): string {
    return this.#rows.at(-1)?.[this.#row.length] ?? '';
  }

  endRow(): void {
    if (this.#row.some((text) => text !== '')) this.#rows.push(this.#row);
    this.#row = [];
  }

  /** Rows of one width, without columns that are empty throughout. */
  rows(): string[][] {
    return evenRows(this.#rows);
  }
}

/** Rows filled up to the width of the widest; columns that say nothing are dropped. */
export function evenRows(rows: readonly (readonly string[])[]): string[][] {
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  const used = Array.from({ length: width }, (_, column) => rows.some((row) => (row[column] ?? '') !== ''));
  return rows.map((row) => used.flatMap((use, column) => (use ? [row[column] ?? ''] : [])));
}
