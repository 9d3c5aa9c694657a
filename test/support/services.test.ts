import { Client } from 'pg';
import { Redis } from 'ioredis';
import { describe, expect, inject, it } from 'vitest';

const postgresUrl = inject('postgresUrl');
const redisUrl = inject('redisUrl');

describe('what the tests run on', () => {
  it('gives a database whose owner row-level security binds', async (context) => {
    if (postgresUrl === undefined) return context.skip('PostgreSQL not installed');
    const client = new Client({ connectionString: postgresUrl });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(
      'select current_database() as database, rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user',
    );
    await client.end();
    expect(rows).toEqual([{ database: 'kefu', rolsuper: false, rolbypassrls: false, rolcreaterole: true }]);
  });

  it('gives an empty Redis', async (context) => {
    if (redisUrl === undefined) return context.skip('Redis not installed');
    const redis = new Redis(redisUrl);
    expect(await redis.dbsize()).toBe(0);
    await redis.quit();
  });
});
