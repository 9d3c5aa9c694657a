import type { EntityManager } from '@mikro-orm/postgresql';
import type { Order, Page, PageRow } from '../page/keyset.ts';
import { listPage } from '../page/list-page.ts';

/** How often something was cited in an answer, and when last. */
export interface Citations {
  readonly count: number;
  readonly lastAt: Date | null;
}

type Row = { readonly id: string; readonly count: number; readonly lastAt: string };

/** Citations of passages; those never cited are left out. */
export async function citationsOfChunks(
  em: EntityManager,
  chunkIds: readonly string[],
): Promise<Map<string, Citations>> {
  const rows = await em.execute<Row[]>(
    `select chunk_id::text as id, count, last_at as "lastAt" from chunk_citation where chunk_id = any(?::bigint[])`,
    [`{${chunkIds.join(',')}}`],
  );
  return asMap(rows);
}

/** Citations of documents, whatever version was cited. */
export async function citationsOfDocuments(
  em: EntityManager,
  documentIds: readonly string[],
): Promise<Map<string, Citations>> {
  const rows = await em.execute<Row[]>(
    `select v.document_id::text as id, sum(n.count)::int as count, max(n.last_at) as "lastAt"
     from document_version v join chunk c on c.version_id = v.id join chunk_citation n on n.chunk_id = c.id
     where v.document_id = any(?::bigint[]) group by v.document_id`,
    [`{${documentIds.join(',')}}`],
  );
  return asMap(rows);
}

function asMap(rows: readonly Row[]): Map<string, Citations> {
  return new Map(rows.map(({ id, count, lastAt }) => [id, { count, lastAt: new Date(lastAt) }]));
}

const OLDEST_FIRST: Order = {
  columns: [
    { sql: 'd.updated_at', type: 'moment' },
    { sql: 'd.id', type: 'number' },
  ],
  direction: 'asc',
};

/** Published documents that are older than so many days and were not cited in that time, the oldest first. */
export function listUnused(em: EntityManager, days: number, page: Page): Promise<PageRow[]> {
  const since = new Date(Date.now() - days * 86_400_000);
  return listPage(
    em,
    {
      from: 'document d',
      id: 'd.id',
      order: OLDEST_FIRST,
      where: [
        {
          sql: `d.removed_at is null and d.current_version_id is not null and d.updated_at < ? and not exists (
                  select 1 from document_version v join chunk c on c.version_id = v.id join chunk_citation n on n.chunk_id = c.id
                  where v.document_id = d.id and n.last_at >= ?)`,
          parameters: [since, since],
        },
      ],
    },
    page,
  );
}
