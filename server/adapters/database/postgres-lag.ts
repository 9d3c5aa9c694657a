import { Pool } from 'pg';
import type { FeedLag } from './sql-source.ts';

/** Beyond what readiness waits for an answer there is no use in one. */
const PROBE_TIMEOUT_MS = 2_000;

/**
 * The running transaction that holds back `pg_snapshot_xmin`, over all databases of the cluster. Every transaction that
 * writes holds a lock on its own id, visible to all; its start only to its own role and to monitors.
 */
const BLOCKER = `
  select l.pid, l.transactionid::text as xid,
    extract(epoch from clock_timestamp() - a.xact_start)::float8 as seconds
  from pg_locks l left join pg_stat_activity a on a.pid = l.pid
  where l.locktype = 'transactionid' and l.mode = 'ExclusiveLock' and l.granted and l.pid is distinct from pg_backend_pid()
  order by age(l.transactionid) desc limit 1`;

interface Blocker {
  readonly pid: number | null;
  readonly xid: string;
  readonly seconds: number | null;
}

/** Asks as the owner on a session of its own, so that a pool that is used up does not look like a dead server. */
export function openLagProbe(url: string): { lag(): Promise<FeedLag>; close(): Promise<void> } {
  const pool = new Pool({
    connectionString: url,
    application_name: 'kefu-hub health',
    max: 1,
    connectionTimeoutMillis: PROBE_TIMEOUT_MS,
    query_timeout: PROBE_TIMEOUT_MS,
    statement_timeout: PROBE_TIMEOUT_MS,
  });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  let seen: { xid: string; since: number } | undefined;
  return {
    lag: async () => {
      const { rows } = await pool.query<Blocker>(BLOCKER);
      const [blocker] = rows;
      if (blocker === undefined) {
        seen = undefined;
        return { seconds: 0 };
      }
      if (seen?.xid !== blocker.xid) seen = { xid: blocker.xid, since: performance.now() };
      const watched = (performance.now() - seen.since) / 1000;
      const seconds = blocker.seconds ?? watched;
      return blocker.pid === null ? { seconds } : { seconds, pid: blocker.pid };
    },
    close: () => pool.end(),
  };
}
