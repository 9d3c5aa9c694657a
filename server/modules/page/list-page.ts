import type { EntityManager } from '@mikro-orm/postgresql';
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
export function listPage(em: EntityManager, list: List, page: Page): Promise<PageRow[]> {
  const { key, where, parameters, tail } = keyset(list.order, page);
  const conditions = (list.where ?? []).filter((condition) => condition !== undefined);
  const sql = conditions.map((condition) => `and (${condition.sql})`).join(' ');
  return em.execute<PageRow[]>(
    `select ${list.id ?? 'id'}::text as id, ${key} from ${list.from} where true ${sql} ${where} ${tail}`,
    [...conditions.flatMap((condition) => condition.parameters ?? []), ...parameters],
  );
}

/** A text inside a name, whatever the case; % and _ mean themselves. */
export function containing(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
}
