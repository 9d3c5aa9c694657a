import type { EntityManager } from '@mikro-orm/postgresql';
import { batched, type Reader } from './batched.ts';
import { keyset, type Order, type Page, type PageRow } from './keyset.ts';

/** A list below each of many parents, such as the messages of every session of a page. */
export interface NestedList {
  /** Table to read. */
  readonly table: string;
  /** Column that holds the parent's id. */
  readonly parent: string;
  readonly order: Order;
  /** Condition that holds for every row. */
  readonly where?: string;
}

type PageReader = (reader: Reader, parentId: string) => Promise<readonly PageRow[] | undefined>;

/** Different pages of one list that are read at the same time; beyond them the oldest reader is forgotten. */
const MAX_KINDS = 50;

/** Reads one page below each parent, all parents of an operation in one statement. */
export function nestedList(
  list: NestedList,
): (reader: Reader, parentId: string, page: Page) => Promise<readonly PageRow[]> {
  const readers = new Map<string, PageReader>();
  return async (reader, parentId, page) => {
    const kind = JSON.stringify([page.limit, page.after, page.before, page.inverted]);
    const read = readers.get(kind) ?? batched((em, parents) => pagesOf(em, { list, parents, page }));
    readers.set(kind, read);
    const oldest = readers.keys().next().value;
    if (readers.size > MAX_KINDS && oldest !== undefined) readers.delete(oldest);
    return (await read(reader, parentId)) ?? [];
  };
}

async function pagesOf(
  em: EntityManager,
  { list, parents, page }: { list: NestedList; parents: readonly string[]; page: Page },
): Promise<Map<string, PageRow[]>> {
  const { key, where, parameters, tail } = keyset(list.order, page);
  const rows = await em.execute<(PageRow & { parent: string })[]>(
    `select parent.id::text as parent, child.row_id as id, child.key
     from unnest(?::bigint[]) as parent (id)
     cross join lateral (select id::text as row_id, ${key} from ${list.table} where ${list.parent} = parent.id and ${list.where ?? 'true'} ${where} ${tail}) as child`,
    [`{${parents.join(',')}}`, ...parameters],
  );
  return Map.groupBy(rows, (row) => row.parent);
}
