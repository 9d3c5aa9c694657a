import type { Log } from '../../../ports/log.ts';
import type { Session } from '../session-pool.ts';
import type { PgliteSession } from './session.ts';

const INTERVAL_MS = 60_000;

/** A longer log makes the start after a kill slower. */
const LOG_LIMIT_BYTES = 64 * 1024 * 1024;

/** As autovacuum judges by default; statistics only of tables that are not nearly empty, whose plans would be bad ones. */
const OVERDUE = `
  select format('vacuum %s %I.%I', case when n_live_tup > 1000 then '(analyze)' else '' end, schemaname, relname) as command
  from pg_stat_user_tables
  where n_dead_tup > 50 + 0.2 * n_live_tup or (n_live_tup > 1000 and n_mod_since_analyze > 50 + 0.1 * n_live_tup)`;

const LOG_SIZE = 'select (pg_current_wal_lsn() - redo_lsn)::float8 as bytes from pg_control_checkpoint()';

/** Does once a minute what a server's background processes would do: checkpoints, vacuum, statistics. */
export function startHousekeeping(database: Pick<PgliteSession, 'asOwner'>, log: Pick<Log, 'warn'>): { stop(): void } {
  const clean = (): void => {
    database.asOwner(keepHouse).catch((error: unknown) => log.warn('housekeeping of the database failed', error));
  };
  const timer = setInterval(clean, INTERVAL_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}

/** One round, in the owner's session. */
export async function keepHouse(session: Session): Promise<void> {
  const overdue = await session.query({ text: OVERDUE });
  for (const { command } of overdue.rows as { command: string }[]) await session.query({ text: command });
  const size = await session.query({ text: LOG_SIZE });
  const [log] = size.rows as { bytes: number }[];
  if ((log?.bytes ?? 0) > LOG_LIMIT_BYTES) await session.query({ text: 'checkpoint' });
}
