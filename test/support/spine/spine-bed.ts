import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Pool } from 'pg';
import { inject } from 'vitest';
import { createDatabase } from '../../../server/adapters/database/database-on-source.ts';
import { MIGRATIONS_FOLDER, readMigrations } from '../../../server/adapters/database/migrations.ts';
import { createObjectMapper } from '../../../server/adapters/database/object-mapper.ts';
import { PgliteSession } from '../../../server/adapters/database/pglite/session.ts';
import { openFromTemplate } from '../../../server/adapters/database/pglite/template.ts';
import { SESSION_SETUP } from '../../../server/adapters/database/runtime-role.ts';
import { CALL_TYPES } from '../../../server/adapters/database/type-parsers.ts';
import type { Database } from '../../../server/ports/database.ts';
import { entities } from '../../../server/modules/entities.ts';
import { openTestDatabase, type DatabaseKind } from '../database.ts';
import { waitUntil } from '../wait-until.ts';
import { addChangeLog } from '../history/change-log.ts';
import { addLetPass } from './let-pass.ts';

/**
 * A migrated, empty database of a test: the hub's own way in, and the owner's to look behind the wall and to move clocks.
 * It has two things more than a hub's: spine_let_pass and the log of changes that the history checker reads.
 */
export interface SpineBed {
  readonly database: Database;
  /** Runs one statement past the wall between tenants. bigint and numeric come as text, json parsed, times as Date. */
  owner<Row extends object>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

export function openBed(kind: DatabaseKind): Promise<SpineBed> {
  return kind === 'pglite' ? openEmbeddedBed() : openServerBed();
}

const TEMPLATES = join(import.meta.dirname, '../../../node_modules/.cache/kefu-databases');

/** Built of the adapter's own parts, because its session alone lets the owner in between two calls. */
async function openEmbeddedBed(): Promise<SpineBed> {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-spine-'));
  const start = { folder: join(folder, 'database'), durable: false };
  const migrations = readMigrations(MIGRATIONS_FOLDER);
  const client = await openFromTemplate(start.folder, { cache: TEMPLATES, migrations, durable: false });
  await client.query(SESSION_SETUP);
  const session = new PgliteSession(start, client, { warn: () => undefined });
  const close = async (): Promise<void> => {
    await session.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const source = {
    kind: 'pglite' as const,
    pool: session.pool,
    run: session.run.bind(session),
    lag: () => session.lag(),
    close,
  };
  const owner = async <Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> => {
    let rows: Row[] = [];
    await session.asOwner(async (own) => {
      ({ rows } = await own.query({ text: sql, values: [...parameters], types: CALL_TYPES }));
    });
    return rows;
  };
  await addLetPass(owner);
  await addChangeLog(owner);
  return { database: createDatabase(source, createObjectMapper({ pool: session.pool, entities })), owner, close };
}

/** A database of its own on the tests' PostgreSQL. */
async function openServerBed(): Promise<SpineBed> {
  const admin = inject('postgresAdminUrl');
  const opened = await openTestDatabase('postgres');
  if (admin === undefined || opened.url === undefined) throw new Error('no PostgreSQL on this machine');
  const { pathname } = new URL(opened.url);
  const pool = new Pool({ connectionString: Object.assign(new URL(admin), { pathname }).toString(), max: 4 });
  // What the drop at the end cuts off is nobody's loss.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const owner = async <Row extends object>(sql: string, parameters: readonly unknown[] = []): Promise<Row[]> => {
    const { rows } = await pool.query({ text: sql, values: [...parameters], types: CALL_TYPES });
    return rows as Row[];
  };
  await addLetPass(owner);
  await addChangeLog(owner);
  return {
    database: opened.database,
    owner,
    close: async () => {
      await pool.end();
      await untilLeft(admin, pathname.slice(1));
      await opened.close();
    },
  };
}

/** The owner who drops the database may not end an administrator's session, which lives a moment longer than its client. */
async function untilLeft(admin: string, database: string): Promise<void> {
  const client = new Client({ connectionString: admin });
  await client.connect();
  try {
    const sql = `select 1 from pg_stat_activity where datname = $1 and usename = current_user and pid <> pg_backend_pid()`;
    await waitUntil(async () => (await client.query(sql, [database])).rowCount === 0, {
      for: 'the last session to leave',
    });
  } finally {
    await client.end();
  }
}
