import type { EntityManager } from '@mikro-orm/postgresql';
import type { Page, PageRow } from '../page/keyset.ts';
import { listPage, NEWEST_FIRST } from '../page/list-page.ts';

/** Agents of the tenant, newest first. */
export function listAgents(em: EntityManager, page: Page): Promise<PageRow[]> {
  return listPage(em, { from: 'agent', order: NEWEST_FIRST }, page);
}

/** How many bubbles wait for each agent: queued, or leased and not yet reported. */
export async function countPendingReplies(
  em: EntityManager,
  agentIds: readonly string[],
): Promise<Map<string, number>> {
  const rows = await em.execute<{ agent_id: string; pending: number }[]>(
    `select a.agent_id::text, count(*)::int as pending
     from account a join reply r on r.account_id = a.id and r.state in ('queued', 'leased')
     where a.agent_id = any(?::bigint[]) group by a.agent_id`,
    [`{${agentIds.join(',')}}`],
  );
  return new Map(rows.map((row) => [row.agent_id, row.pending]));
}
