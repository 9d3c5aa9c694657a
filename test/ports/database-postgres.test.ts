import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';
import { readMigrations, MIGRATIONS_FOLDER } from '../../server/adapters/database/migrations.ts';
import { openPostgres } from '../../server/adapters/database/postgres.ts';
import { entities } from '../../server/modules/entities.ts';
import type { Database } from '../../server/ports/database.ts';
import { PortError } from '../../server/ports/errors.ts';
import { createTenant, writeEvents } from '../support/event-writer.ts';
import { startPostgres, type PostgresCluster } from '../support/postgres.ts';

// A cluster of its own, because it is restarted under the hub's feet.
describe.runIf(inject('postgresUrl') !== undefined)('PostgreSQL', () => {
  let cluster: PostgresCluster;
  const opened: { close(): Promise<unknown> }[] = [];

  beforeAll(async () => {
    const started = await startPostgres();
    if (started === undefined) throw new Error('PostgreSQL is gone');
    cluster = started;
  });
  afterAll(() => cluster.stop());
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((one) => one.close()));
  });

  async function open(url = cluster.url): Promise<Database> {
    const database = await openPostgres({ url, entities, sessions: 4 });
    opened.push(database);
    return database;
  }

  async function connect(url: string): Promise<Client> {
    const client = new Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    opened.push({ close: () => client.end() });
    return client;
  }

  test('several hubs that start at once migrate once', async () => {
    const admin = await connect(cluster.adminUrl);
    await admin.query('create database together owner kefu_owner');
    const url = cluster.url.replace(/\/kefu$/, '/together');
    const databases = await Promise.all([open(url), open(url), open(url)]);
    const owner = await connect(url);
    const { rows } = await owner.query<{ name: string }>('select name from migration order by id');
    expect(rows.map(({ name }) => name)).toEqual(readMigrations(MIGRATIONS_FOLDER).map(({ name }) => name));
    for (const database of databases) expect((await database.health()).ok).toBe(true);
  });

  test.each(['fast', 'kill'] as const)('comes back by itself after a restart (%s)', async (how) => {
    const database = await open();
    const tenant = await createTenant(database);
    let restarted = false;
    const writers = Array.from({ length: 8 }, () => writeWhile(database, tenant, () => !restarted));
    await expect.poll(() => countEvents(database, tenant)).toBeGreaterThan(20);
    await cluster.restart(how);
    restarted = true;
    const written = await Promise.all(writers);
    const failures = written.flatMap(({ failed }) => failed);
    expect(failures.length).toBeGreaterThan(0);
    for (const failure of failures) expect(failure).toMatchObject({ name: 'PortError', retryable: true });
    const acknowledged = written.reduce((sum, { done }) => sum + done, 0);
    const stored = await countEvents(database, tenant);
    expect(stored).toBeGreaterThanOrEqual(acknowledged);
    expect(stored).toBeLessThanOrEqual(acknowledged + failures.length);
    // No session was lost on the way: more units of work at once than the pool has sessions.
    await Promise.all(Array.from({ length: 12 }, () => writeEvents(database, tenant, ['after'])));
  });

  test('says that the server is gone, and that it is back', async () => {
    const database = await open();
    await cluster.halt('fast');
    expect(await database.health()).toMatchObject({ ok: false, reason: expect.any(String) });
    await expect(database.call('feed_head', [randomUUID()])).rejects.toMatchObject({ retryable: true });
    await cluster.start();
    await expect.poll(() => database.health()).toEqual({ ok: true, lagSeconds: 0 });
  });

  test('cannot be opened without a server', async () => {
    const opening = openPostgres({ url: 'postgres://nobody@127.0.0.1:9/none', entities });
    await expect(opening).rejects.toBeInstanceOf(PortError);
    await expect(opening).rejects.toMatchObject({ retryable: true });
  });

  test('names the process that holds the feeds back, of another user and database too', async () => {
    const database = await open();
    const stranger = await connect(cluster.adminUrl.replace(/\/kefu$/, '/postgres'));
    await stranger.query('begin');
    await stranger.query('select pg_current_xact_id()');
    const { rows } = await stranger.query<{ pid: number }>('select pg_backend_pid() as pid');
    const { pid } = rows[0] ?? {};
    await expect.poll(async () => (await database.health()).lagSeconds).toBeGreaterThan(0.2);
    await expect.poll(() => database.health()).toMatchObject({ ok: true, blockingPid: pid });
    await stranger.query('rollback');
    await expect.poll(() => database.health()).toEqual({ ok: true, lagSeconds: 0 });
  });

  test.each([
    { sql: 'alter role kefu_runtime bypassrls', undo: 'alter role kefu_runtime nobypassrls', says: 'may bypass' },
    {
      sql: 'alter table tenant owner to kefu_runtime',
      undo: 'alter table tenant owner to kefu_owner; grant select, insert, update, delete on tenant to kefu_runtime',
      says: 'rights of the',
    },
    {
      sql: 'alter table message no force row level security',
      undo: 'alter table message force row level security',
      says: 'without forced row-level security: message',
    },
    { sql: 'create table forgotten (id bigint)', undo: 'drop table forgotten', says: 'forgotten' },
    {
      sql: 'revoke insert on tenant from kefu_runtime',
      undo: 'grant insert on tenant to kefu_runtime',
      says: 'another reason',
    },
    {
      sql: 'create policy hole on tenant with check (true)',
      undo: 'drop policy hole on tenant',
      says: 'a query without a tenant does not fail',
    },
  ])('refuses to start after "$sql"', async ({ sql, undo, says }) => {
    await (await open()).close();
    opened.length = 0;
    const admin = await connect(cluster.adminUrl);
    await admin.query(sql);
    try {
      await expect(openPostgres({ url: cluster.url, entities })).rejects.toThrow(says);
    } finally {
      await admin.query(undo);
    }
    await open();
  });

  test('refuses a database that is newer than the program', async () => {
    await open();
    const migrations = readMigrations(MIGRATIONS_FOLDER).slice(0, -1);
    await expect(openPostgres({ url: cluster.url, entities, migrations })).rejects.toThrow(/newer than this program/);
  });
});

interface Written {
  done: number;
  readonly failed: unknown[];
}

/** Writes one event after the other for as long as it should, and then one more that succeeds. */
async function writeWhile(database: Database, tenantId: string, more: () => boolean): Promise<Written> {
  const written: Written = { done: 0, failed: [] };
  for (let succeeded = false; more() || !succeeded;) {
    try {
      await writeEvents(database, tenantId, ['during']);
      succeeded = true;
      written.done += 1;
    } catch (error) {
      succeeded = false;
      written.failed.push(error);
      await pause(5);
    }
  }
  return written;
}

async function countEvents(database: Database, tenantId: string): Promise<number> {
  const rows = await database.inTenant(tenantId, (em) =>
    em.execute<{ n: string }[]>('select count(*) as n from event'),
  );
  return Number(rows[0]?.n);
}
