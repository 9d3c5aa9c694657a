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

/** Days that count as lately, today (UTC) among them. */
const LATELY_DAYS = 7;

/** Answers of the last seven days that cited documents; documents that none cited are left out. */
export async function lateCitationsOf(em: EntityManager, documentIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await em.execute<{ id: string; count: number }[]>(
    `select document_id::text as id, sum(count)::int as count from document_citation
     where document_id = any(?::bigint[]) and day > (now() at time zone 'UTC')::date - ${LATELY_DAYS} group by document_id`,
    [`{${documentIds.join(',')}}`],
  );
  return new Map(rows.map(({ id, count }) => [id, count]));
}

/**
 * Counts the answers that cited a passage, in the transaction that moves the cursor past them. Of documents only the last
 * days are kept, so that one has seven rows at most.
 */
export async function countCitations(
  em: EntityManager,
  tenantId: string,
  cited: readonly { readonly turn: string; readonly chunk: string; readonly at: Date }[],
): Promise<void> {
  if (cited.length === 0) return;
  const rows = JSON.stringify(cited);
  await em.execute(
    `insert into chunk_citation (chunk_id, tenant_id, count, last_at)
     select c.id, ?, count(*), max(x.at) from jsonb_to_recordset(?::jsonb) as x (chunk bigint, at timestamptz) join chunk c on c.id = x.chunk
     group by c.id order by c.id
     on conflict (chunk_id) do update set count = chunk_citation.count + excluded.count, last_at = greatest(chunk_citation.last_at, excluded.last_at)`,
    [tenantId, rows],
  );
  await em.execute(
    `with counted as (
       insert into document_citation (document_id, day, tenant_id, count)
       select v.document_id, (x.at at time zone 'UTC')::date, ?, count(distinct x.turn)
       from jsonb_to_recordset(?::jsonb) as x (turn bigint, chunk bigint, at timestamptz)
       join chunk c on c.id = x.chunk join document_version v on v.id = c.version_id
       group by 1, 2 order by 1, 2
       on conflict (document_id, day) do update set count = document_citation.count + excluded.count
       returning document_id)
     delete from document_citation where document_id in (select document_id from counted) and day <= (now() at time zone 'UTC')::date - ${LATELY_DAYS}`,
    [tenantId, rows],
  );
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
