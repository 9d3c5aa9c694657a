import { readlinkSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DurableFolder } from '../../server/adapters/database/pglite/durable-folder.ts';
import { DURABLE } from '../../server/adapters/database/pglite/engine-start.ts';
import { keepHouse } from '../../server/adapters/database/pglite/housekeeping.ts';
import { openFromTemplate } from '../../server/adapters/database/pglite/template.ts';
import { MIGRATIONS_FOLDER, readMigrations } from '../../server/adapters/database/migrations.ts';
import { TEMPLATES } from '../support/database.ts';

const place = mkdtempSync(join(tmpdir(), 'kefu-engine-'));
const synced: string[] = [];
let folder: DurableFolder;
let engine: PGlite;

beforeAll(async () => {
  await (await openEmpty('synced')).end();
  folder = new DurableFolder(join(place, 'synced'), (descriptor) => synced.push(nameOf(descriptor)));
  engine = await PGlite.create({ fs: folder, startParams: DURABLE });
  await engine.exec('create table line (id int primary key, text text)');
});
afterAll(async () => {
  await engine.close();
  rmSync(place, { recursive: true, force: true });
});

function openEmpty(name: string): Promise<Client> {
  const migrations = readMigrations(MIGRATIONS_FOLDER);
  return openFromTemplate(join(place, name), { cache: TEMPLATES, migrations, durable: false });
}

/** Below the data folder; the descriptor alone says nothing. */
function nameOf(descriptor: number): string {
  return readlinkSync(`/proc/self/fd/${descriptor}`).slice(join(place, 'synced').length + 1);
}

function forget(): void {
  folder.syncLog();
  synced.length = 0;
}

const isLog = (name: string): boolean => /^pg_wal\/[0-9A-F]{24}$/.test(name);

test('syncs the log once for a batch of commits, and not before it is asked', async () => {
  forget();
  for (let id = 0; id < 5; id += 1) await engine.query('insert into line values ($1, $2)', [id, '客服']);
  expect(synced).toEqual([]);
  folder.syncLog();
  expect(synced).toHaveLength(1);
  expect(synced.every(isLog)).toBe(true);
});

test('syncs nothing for what only reads', async () => {
  forget();
  await engine.query('select * from line');
  folder.syncLog();
  expect(synced).toEqual([]);
});

test('syncs the log before the pages that it explains, and both at a checkpoint', async () => {
  forget();
  await engine.exec(`insert into line select g, repeat('x', 500) from generate_series(1000, 2000) g; checkpoint`);
  const firstPage = synced.findIndex((name) => name.startsWith('base/'));
  expect(firstPage).toBeGreaterThan(0);
  expect(synced.slice(0, firstPage).some(isLog)).toBe(true);
  expect(synced).toContain('global/pg_control');
});

test('keeps house as a server would: old rows go, the log does not grow for ever', async () => {
  const owner = await openEmpty('house');
  try {
    await owner.query('create table line (id int primary key, text text)');
    await owner.query(`insert into line select g, repeat('x', 1000) from generate_series(1, 30000) g`);
    for (const text of ['y', 'z']) await owner.query('update line set text = repeat($1, 1000)', [text]);
    const measure = async (): Promise<{ dead: number; log: number }> => {
      const { rows } = await owner.query<{ dead: number; log: number }>(
        `select n_dead_tup::float8 as dead, (pg_current_wal_lsn() - redo_lsn)::float8 as log
         from pg_stat_user_tables, pg_control_checkpoint() where relname = 'line'`,
      );
      return rows[0] ?? { dead: -1, log: -1 };
    };
    // PostgreSQL tells its counts at most once a second.
    await expect.poll(async () => (await measure()).dead).toBeGreaterThan(10_000);
    expect((await measure()).log).toBeGreaterThan(64 * 1024 * 1024);
    await keepHouse(owner);
    await expect.poll(async () => (await measure()).dead).toBeLessThan(1_000);
    expect((await measure()).log).toBeLessThan(1024 * 1024);
  } finally {
    await owner.end();
  }
});
