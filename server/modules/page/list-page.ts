import type { EntityManager } from '@mikro-orm/postgresql';
import { storable } from '../message/storable.ts';
import { keyset, type Order, type Page, type PageRow } from './keyset.ts';

/** The usual order: newest first, by id. */
export const NEWEST_FIRST: Order = { columns: [{ sql: 'id', type: 'number' }], direction: 'desc' };

/** A statement's condition with its parameters. */
export interface Condition {
  readonly sql: string;
  readonly parameters?: readonly (string | Date)[];
}

/** A list of one table. */
export interface List {
  /** Table, with joins when conditions need them; the listed table's columns are then qualified in `id` and `order`. */
  readonly from: string;
  /** The id column, `id` unless qualified. */
  readonly id?: string;
  readonly order: Order;
  readonly where?: readonly (Condition | undefined)[];
}

/** Reads ids and places of one page. */
export async function listPage(em: EntityManager, list: List, page: Page): Promise<PageRow[]> {
  const { key, where, parameters, tail } = keyset(list.order, page);
  const conditions = (list.where ?? []).filter((condition) => condition !== undefined);
  const sql = conditions.map((condition) => `and (${condition.sql})`).join(' ');
  // Not named id: an order by id would then sort the text, which no index knows.
  const rows = await em.execute<{ row_id: string; key: string }[]>(
    `select ${list.id ?? 'id'}::text as row_id, ${key} from ${list.from} where true ${sql} ${where} ${tail}`,
    [...conditions.flatMap((condition) => condition.parameters ?? []), ...parameters],
  );
  return rows.map((row) => ({ id: row.row_id, key: row.key }));
}

/** A text inside a name, whatever the case; % and _ mean themselves. */
export function containing(text: string): string {
  return `%${storable(text).replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
