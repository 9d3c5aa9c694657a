import type { EntityManager } from '@mikro-orm/postgresql';

/** Imports shown as a backlog at most. */
const LISTED_AT_MOST = 100;

/** Places of queued versions in the tenant's queue, from 1; those being worked on are left out. */
export async function placesInQueue(em: EntityManager, versionIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await em.execute<{ id: string; place: number }[]>(
    `select id::text, place::int from (
       select id, row_number() over (order by id) as place from document_version where state = 'importing' and stage = 'queued'
     ) as queue where id = any(?::bigint[])`,
    [`{${versionIds.join(',')}}`],
  );
  return new Map(rows.map((row) => [row.id, row.place]));
}

/** Versions being imported: what is worked on first, then the queue in its order. */
export async function importBacklog(em: EntityManager): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    `select id::text from document_version where state = 'importing' order by stage = 'queued', id limit ?`,
    [LISTED_AT_MOST],
  );
  return rows.map((row) => row.id);
}
