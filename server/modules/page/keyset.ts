import { AppError } from '../../ports/errors.ts';

/** One page of a list, as resolveCursorConnection asks for it. `inverted` reads backwards from the end or from `before`. */
export interface Page {
  /** Rows to read, one more than the page shows. */
  readonly limit: number;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly inverted: boolean;
}

/** A row of a list: what it is, and its place in the list's order. */
export interface PageRow {
  readonly id: string;
  /** Order columns as whole numbers joined by dots; the cursor is made of it. */
  readonly key: string;
}

/** One column of an order. Its value is compared as a whole number: microseconds for moments. */
export interface OrderColumn {
  /** Expression an index knows. */
  readonly sql: string;
  readonly type: 'number' | 'moment';
}

/** The order of a list: columns from the most to the least significant, all in one direction, the last one unique. */
export interface Order {
  readonly columns: readonly OrderColumn[];
  readonly direction: 'asc' | 'desc';
}

/** Pieces of a statement that reads one page. */
export interface Keyset {
  /** Selects the place of a row as `key`. */
  readonly key: string;
  /** Begins with "and" when there is a cursor, else empty. */
  readonly where: string;
  readonly parameters: readonly string[];
  /** Order and limit. */
  readonly tail: string;
}

const PLACE = /^-?\d{1,18}(?:\.-?\d{1,18}){0,3}$/;

/** Turns a page into SQL that compares whole rows, so that an index on the order's columns serves every page alike. */
export function keyset(order: Order, page: Page): Keyset {
  const row = `(${order.columns.map((column) => column.sql).join(', ')})`;
  const ascending = (order.direction === 'asc') !== page.inverted;
  const bounds: string[] = [];
  const parameters: string[] = [];
  for (const [cursor, forward] of [
    [page.after, true],
    [page.before, false],
  ] as const) {
    if (cursor === undefined) continue;
    const operator = (order.direction === 'asc') === forward ? '>' : '<';
    bounds.push(`and ${row} ${operator} (${order.columns.map(boundOf).join(', ')})`);
    parameters.push(...placeOf(cursor, order.columns.length));
  }
  const direction = ascending ? 'asc' : 'desc';
  return {
    key: `concat_ws('.', ${order.columns.map(keyOf).join(', ')}) as key`,
    where: bounds.join(' '),
    parameters,
    tail: `order by ${order.columns.map((column) => `${column.sql} ${direction}`).join(', ')} limit ${Math.trunc(page.limit)}`,
  };
}

function keyOf({ sql, type }: OrderColumn): string {
  return type === 'moment' ? `(extract(epoch from ${sql}) * 1000000)::bigint` : sql;
}

function boundOf({ type }: OrderColumn): string {
  return type === 'moment' ? `timestamptz 'epoch' + ?::bigint * interval '1 microsecond'` : '?::bigint';
}

function placeOf(cursor: string, columns: number): string[] {
  const parts = PLACE.test(cursor) ? cursor.split('.') : [];
  if (parts.length !== columns) throw new AppError('BAD_INPUT', { path: 'after', problem: 'cursor' });
  return parts;
}
