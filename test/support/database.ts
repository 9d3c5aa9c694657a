import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, inject } from 'vitest';
import type { EntitySchema } from '@mikro-orm/postgresql';
import { hashMigrations, MIGRATIONS_FOLDER, readMigrations } from '../../server/adapters/database/migrations.ts';
import { openPglite } from '../../server/adapters/database/pglite.ts';
import { openPostgres } from '../../server/adapters/database/postgres.ts';
import { entities as hubEntities } from '../../server/modules/entities.ts';
import type { Database } from '../../server/ports/database.ts';
import { waitUntil } from './wait-until.ts';

export type DatabaseKind = Database['kind'];

/** A database of its own, empty but for what the migrations write. */
export interface TestDatabase {
  readonly database: Database;
  /** Of PostgreSQL, as its owner, who is under row-level security too. */
  readonly url: string | undefined;
  /** Closes it and removes what it left. */
  close(): Promise<void>;
}

/** Where templates of the empty database are kept between runs. */
export const TEMPLATES = join(import.meta.dirname, '../../node_modules/.cache/kefu-databases');

/** Which kinds this machine can run; what is left out stands at the end of the run. */
export function databaseKinds(): readonly DatabaseKind[] {
  return inject('postgresUrl') === undefined ? ['pglite'] : ['pglite', 'postgres'];
}

/** Opens a fresh, migrated database; PostgreSQL only where `databaseKinds` has it. */
export async function openTestDatabase(
  kind: DatabaseKind,
  entities: readonly EntitySchema[] = hubEntities,
): Promise<TestDatabase> {
  return kind === 'pglite' ? openOnFolder(entities) : openOnCluster(entities);
}

/** Runs a suite over every kind of database, each with one of its own. */
export function describeEachDatabase(
  name: string,
  suite: (given: { readonly kind: DatabaseKind; readonly database: () => Database }) => void,
): void {
  describe.each(databaseKinds())(`${name} on %s`, (kind) => {
    let opened: TestDatabase | undefined;
    beforeAll(async () => {
      opened = await openTestDatabase(kind);
    });
    afterAll(() => opened?.close());
    const database = (): Database => {
      if (opened === undefined) throw new Error('the database is open in tests and hooks only');
      return opened.database;
    };
    suite({ kind, database });
  });
}

async function openOnFolder(entities: readonly EntitySchema[]): Promise<TestDatabase> {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-pglite-'));
  const database = await openPglite({ folder, cache: TEMPLATES, durable: false, entities });
  const close = async (): Promise<void> => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { database, url: undefined, close };
}

let clones = 0;

async function openOnCluster(entities: readonly EntitySchema[]): Promise<TestDatabase> {
  const cluster = inject('postgresUrl');
  if (cluster === undefined) throw new Error('no PostgreSQL on this machine');
  clones += 1;
  const name = `test_${process.pid}_${clones}`;
  const template = await ensureTemplate(cluster);
  await asOwner(cluster, async (owner) => {
    await owner.query(`create database ${name} template ${template}`);
  });
  const url = urlOf(cluster, name);
  await asOwner(url, async (owner) => {
    await owner.query('update epoch set value = default');
  });
  const database = await openPostgres({ url, entities });
  const close = async (): Promise<void> => {
    await database.close();
    await dropDatabase(cluster, name);
  };
  return { database, url, close };
}

/**
 * Drops a database of the cluster as its owner. Not while PostgreSQL cleans up there: only its superuser may end that
 * process, which goes by itself.
 */
export async function dropDatabase(cluster: string, name: string): Promise<void> {
  await asOwner(cluster, (owner) =>
    waitUntil(() => owner.query(`drop database if exists ${name} with (force)`), {
      everyMs: 100,
      for: `${name} to be dropped`,
    }),
  );
}

let templateReady: Promise<string> | undefined;

/** The migrated database that others are copied from, made by whichever test process comes first. */
function ensureTemplate(cluster: string): Promise<string> {
  templateReady ??= asOwner(cluster, async (owner) => {
    const name = `template_${hashMigrations(readMigrations(MIGRATIONS_FOLDER))}`;
    await owner.query(`select pg_advisory_lock(hashtext('test template'))`);
    const { rowCount } = await owner.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) {
      await owner.query(`create database ${name}_part`);
      const database = await openPostgres({ url: urlOf(cluster, `${name}_part`), entities: hubEntities });
      await database.close();
      await owner.query(`alter database ${name}_part rename to ${name}`);
    }
    return name;
  });
  return templateReady;
}

/** Works on a database as the role of the URL, in a session of its own. */
export async function asOwner<T>(url: string, work: (owner: Client) => Promise<T>): Promise<T> {
  const owner = new Client({ connectionString: url });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}

function urlOf(cluster: string, name: string): string {
  const url = new URL(cluster);
  url.pathname = `/${name}`;
  return url.toString();
}
