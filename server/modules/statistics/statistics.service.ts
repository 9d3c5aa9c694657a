import type { EntityManager } from '@mikro-orm/postgresql';

/** Figures of one tenant from the database. */
export interface TenantFigures {
  readonly activeSessions: number;
  readonly messagesLastHour: number;
  readonly meanResponseMs: number | null;
  readonly tokens24h: number;
  readonly estimatedCost24h: number;
  readonly handedOff24h: number;
  readonly answered24h: number;
  readonly waiting: number;
}

/** Counts what happened (now() and not clock_timestamp(): an index cannot follow a clock that runs on while it is read). Response time is from a turn's last line being due to its outcome, over the last hour. */
export async function tenantFigures(em: EntityManager): Promise<TenantFigures> {
  const [row] = await em.execute<TenantFigures[]>(
    `select
       (select count(*) from session where closed_at is null and last_active_at > now() - interval '5 minutes')::int as "activeSessions",
       (select count(*) from message where received_at > now() - interval '1 hour')::int as "messagesLastHour",
       (select avg(latency_ms) from turn where id > coalesce((select max(id) from turn), 0) - 1000 and latency_ms is not null
          and outcome_at > now() - interval '1 hour')::float8 as "meanResponseMs",
       (select coalesce(sum(prompt_tokens + completion_tokens), 0) from usage where entry = 'booked' and at > now() - interval '1 day')::int as "tokens24h",
       (select coalesce(sum(cost), 0) from usage where entry = 'booked' and at > now() - interval '1 day')::float8 as "estimatedCost24h",
       (select count(*) from turn where outcome = 'handed_off' and outcome_at > now() - interval '1 day')::int as "handedOff24h",
       (select count(*) from turn where outcome in ('replied', 'clarified') and outcome_at > now() - interval '1 day')::int as "answered24h",
       (select count(*) from handoff where state = 'waiting')::int as waiting`,
  );
  if (!row) throw new Error('no figures');
  return row;
}
