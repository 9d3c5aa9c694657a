import type { EntitySchema } from '@mikro-orm/postgresql';
import { Client, Pool, type ClientBase, type PoolClient } from 'pg';
import type { Database } from '../../ports/database.ts';
import { toPortFailure } from './database-errors.ts';
import { createDatabase } from './database-on-source.ts';
import { MIGRATIONS_FOLDER, readMigrations, runMigrations, type MigrationFile } from './migrations.ts';
import { createObjectMapper } from './object-mapper.ts';
import { openLagProbe } from './postgres-lag.ts';
import { SESSION_SETUP, verifyWall } from './runtime-role.ts';
import { pooledSession, sessionSurvives, singleSessionPool } from './session-pool.ts';
import type { NamedQuery, SqlSource } from './sql-source.ts';
import { CALL_TYPES } from './type-parsers.ts';

export interface PostgresOptions {
  /** Connects as the owner of the tables, who may create the runtime role; every session then steps down to that role. */
  readonly url: string;
  readonly entities: readonly EntitySchema[];
  /** Sessions at most (default 16; measured on two cores, more do not serve more). */
  readonly sessions?: number;
  /** Default: the hub's own. */
  readonly migrations?: readonly MigrationFile[];
}

const DEFAULT_SESSIONS = 16;

/** Waiting for a session, or for a server that is restarting. */
const CONNECT_TIMEOUT_MS = 5_000;

/** Above every statement of ours; ends what hangs on a lock or runs away. */
const STATEMENT_TIMEOUT_MS = 15_000;

/** A transaction that falls silent holds every feed back. */
const SILENCE_IN_TRANSACTION_MS = 5_000;

/** Above the statement's own limit: only a cut line is that silent. */
const SILENCE_TIMEOUT_MS = 20_000;

/** Advisory lock that lets one hub migrate at a time. */
const MIGRATION_LOCK = 4_155_020_823;

/**
 * Migrates, verifies the wall between tenants and opens the pool. Rejects with PortError when the server is not there,
 * with WallError when it would let one tenant see another.
 */
export async function openPostgres(options: PostgresOptions): Promise<Database> {
  try {
    await migrate(options.url, options.migrations ?? readMigrations(MIGRATIONS_FOLDER));
  } catch (error) {
    throw toPortFailure(error);
  }
  const source = openSource(options);
  try {
    await verifyPool(source.sessions);
  } catch (error) {
    await source.close();
    throw error instanceof Error && error.name === 'WallError' ? error : toPortFailure(error);
  }
  return createDatabase(source, createObjectMapper({ pool: source.pool, entities: options.entities }));
}

async function migrate(url: string, files: readonly MigrationFile[]): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // A failure reaches the query in flight; without a listener it would end the process as well.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await runMigrations(singleSessionPool(client), files);
  } finally {
    await client.end();
  }
}

function openSource(options: PostgresOptions): SqlSource & { readonly sessions: Pool } {
  const sessions = new Pool({
    connectionString: options.url,
    application_name: 'kefu-hub',
    max: options.sessions ?? DEFAULT_SESSIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: SILENCE_IN_TRANSACTION_MS,
    query_timeout: SILENCE_TIMEOUT_MS,
    keepAlive: true,
    onConnect: prepareSession,
  });
  // A restart of the server cuts idle sessions; the pool drops them and opens new ones on demand.
  sessions.on('error', () => undefined);
  sessions.on('connect', (client) => client.on('error', () => undefined));
  const probe = openLagProbe(options.url);
  return {
    kind: 'postgres',
    sessions,
    pool: { options: {}, connect: async () => pooledSession(await sessions.connect()), end: () => Promise.resolve() },
    run: (query) => runOnce(sessions, query),
    lag: probe.lag,
    close: async () => {
      await Promise.all([sessions.end(), probe.close()]);
    },
  };
}

/** The pool waits for the promise, and gives nobody a session whose set-up failed. */
function prepareSession(client: ClientBase): unknown {
  return client.query(SESSION_SETUP);
}

/** The pool's own `query` would throw a session away after every refusal. */
async function runOnce(sessions: Pool, query: NamedQuery): Promise<readonly object[]> {
  const client = await sessions.connect();
  let broken = true;
  try {
    const result = await client.query<object>({ ...query, values: [...query.values], types: CALL_TYPES });
    broken = false;
    return result.rows;
  } catch (error) {
    broken = !sessionSurvives(error);
    throw error;
  } finally {
    client.release(broken);
  }
}

async function verifyPool(sessions: Pool): Promise<void> {
  const client: PoolClient = await sessions.connect();
  try {
    await verifyWall(async (sql) => (await client.query<Record<string, unknown>>(sql)).rows);
  } finally {
    client.release(true);
  }
}
