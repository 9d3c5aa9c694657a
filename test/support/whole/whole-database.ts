import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { inject } from 'vitest';
import { MIGRATIONS_FOLDER, readMigrations } from '../../../server/adapters/database/migrations.ts';
import { openFromTemplate } from '../../../server/adapters/database/pglite/template.ts';
import { CALL_TYPES } from '../../../server/adapters/database/type-parsers.ts';
import { openTestDatabase, TEMPLATES, type DatabaseKind } from '../database.ts';
import { addChangeLog } from '../history/change-log.ts';
import type { OwnerQuery } from '../history/history.ts';
import { waitUntil } from '../wait-until.ts';

/** A database that a hub process will use, with the log of changes that the history checker reads. */
export interface WholeDatabase {
  readonly kind: DatabaseKind;
  /** What the hub's environment needs to find it. */
  readonly env: Readonly<Record<string, string>>;
  /** Where the hub keeps its things. */
  readonly dataFolder: string;
  /** Lets the owner in; on PGlite only while no hub runs, for it takes one process. */
  asOwner<T>(work: (owner: OwnerQuery) => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

/** Customers of a test do not wait 30 s for a second answer, nor 10 min for the model after a phone. */
const HASTY_SETTINGS = { answerIntervalSeconds: 0, phonePauseSeconds: 3 };

/** Makes a fresh one; `cluster` names another PostgreSQL than the tests' common one, which a test may restart. */
export async function makeWholeDatabase(kind: DatabaseKind, cluster?: Cluster): Promise<WholeDatabase> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'kefu-whole-'));
  const made = await (kind === 'pglite' ? makeEmbedded(dataFolder) : makeServed(dataFolder, cluster));
  await made.asOwner(async (owner) => {
    await addChangeLog(owner);
    // A hub refuses to start over a table outside the wall.
    await owner('alter table spine_change enable row level security');
    await owner('alter table spine_change force row level security');
    await owner(`create function test_settings() returns trigger language plpgsql as $$
      begin new.settings := new.settings || '${JSON.stringify(HASTY_SETTINGS)}'; return new; end $$`);
    await owner(`create trigger test_settings before insert on tenant for each row execute function test_settings()`);
  });
  return made;
}

/** A PostgreSQL of a test's own. */
export interface Cluster {
  readonly url: string;
  readonly adminUrl: string;
}

async function makeEmbedded(dataFolder: string): Promise<WholeDatabase> {
  const asOwner = async <T>(work: (owner: OwnerQuery) => Promise<T>): Promise<T> => {
    const given = { cache: TEMPLATES, migrations: readMigrations(MIGRATIONS_FOLDER), durable: false };
    const client = await openFromTemplate(join(dataFolder, 'database'), given);
    try {
      return await work(async (sql, parameters = []) => {
        const { rows } = await client.query({ text: sql, values: [...parameters], types: CALL_TYPES });
        return rows;
      });
    } finally {
      await client.end();
    }
  };
  const remove = async (): Promise<void> => rmSync(dataFolder, { recursive: true, force: true });
  return { kind: 'pglite', env: {}, dataFolder, asOwner, remove };
}

async function makeServed(dataFolder: string, cluster?: Cluster): Promise<WholeDatabase> {
  const admin = cluster?.adminUrl ?? inject('postgresAdminUrl');
  // A cluster of the test's own is empty: the hub's own start makes its tables before anything is added.
  const opened = cluster === undefined ? await openTestDatabase('postgres') : await migrated(cluster);
  if (admin === undefined || opened.url === undefined) throw new Error('no PostgreSQL on this machine');
  const { url } = opened;
  const { pathname } = new URL(url);
  const asOwner = async <T>(work: (owner: OwnerQuery) => Promise<T>): Promise<T> => {
    const client = new Client({ connectionString: Object.assign(new URL(admin), { pathname }).toString() });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(async (sql, parameters = []) => {
        const { rows } = await client.query({ text: sql, values: [...parameters], types: CALL_TYPES });
        return rows;
      });
    } finally {
      await client.end();
    }
  };
  const remove = async (): Promise<void> => {
    await untilLeft(admin, pathname.slice(1));
    await opened.close();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  return { kind: 'postgres', env: { DATABASE_URL: url }, dataFolder, asOwner, remove };
}

async function migrated({ url }: Cluster): Promise<{ url: string; close(): Promise<void> }> {
  const { openPostgres } = await import('../../../server/adapters/database/postgres.ts');
  const { entities } = await import('../../../server/modules/entities.ts');
  const database = await openPostgres({ url, entities });
  await database.close();
  return { url, close: () => Promise.resolve() };
}

/** Sessions of an administrator cannot be ended by the owner, who drops the database. */
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
