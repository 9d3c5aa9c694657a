import type { EntityManager } from '@mikro-orm/postgresql';
import { Account } from './account.entity.ts';

/** Accounts that agents drive, oldest first. */
export async function accountsOfAgents(
  em: EntityManager,
  agentIds: readonly string[],
): Promise<Map<string, Account[]>> {
  const accounts = await em.find(
    Account,
    { agentId: { $in: [...agentIds] } },
    { orderBy: { id: 'asc' }, disableIdentityMap: true },
  );
  return Map.groupBy(accounts, (account) => account.agentId);
}

/** Bubbles typed by an account, against its limits of 100 a minute and 1,000 a day. */
export interface SentCounts {
  readonly lastMinute: number;
  readonly today: number;
}

/** Counts what each account typed in the last 60 s and the last 24 h. */
export async function countSent(em: EntityManager, accountIds: readonly string[]): Promise<Map<string, SentCounts>> {
  const rows = await em.execute<{ account_id: string; last_minute: number; today: number }[]>(
    `select account_id::text, count(*)::int as today,
            (count(*) filter (where state_at > clock_timestamp() - interval '1 minute'))::int as last_minute
     from reply
     where account_id = any(?::bigint[]) and created_at > clock_timestamp() - interval '1 day' and state in ('typed', 'confirmed', 'unknown')
     group by account_id`,
    [`{${accountIds.join(',')}}`],
  );
  return new Map(rows.map((row) => [row.account_id, { lastMinute: row.last_minute, today: row.today }]));
}
