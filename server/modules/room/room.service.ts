import type { EntityManager } from '@mikro-orm/postgresql';

/** Agents that may still be typing an older bubble in each room: their lease runs and they have not acknowledged its fence. */
export async function agentsToWaitFor(
  em: EntityManager,
  roomIds: readonly string[],
): Promise<Map<string, readonly string[]>> {
  const rows = await em.execute<{ room_id: string; agent_ids: string[] }[]>(
    `select r.id::text as room_id, array(select g::text from agents_to_wait_for(r.id) g order by g) as agent_ids
     from room r where r.id = any(?::bigint[]) and r.owner = 'requested'`,
    [`{${roomIds.join(',')}}`],
  );
  return new Map(rows.map((row) => [row.room_id, row.agent_ids]));
}
