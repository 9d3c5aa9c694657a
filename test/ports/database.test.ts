import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Tenant } from '../../server/modules/tenant/tenant.entity.ts';
import { AppError, PortError } from '../../server/ports/errors.ts';
import type { Database } from '../../server/ports/database.ts';
import { createCheckpoint } from '../support/checkpoint.ts';
import { describeEachDatabase } from '../support/database.ts';
import { createTenant, writeEvents } from '../support/event-writer.ts';

async function countEvents(database: Database, tenantId: string): Promise<number> {
  const rows = await database.inTenant(tenantId, (em) =>
    em.execute<{ n: string }[]>('select count(*) as n from event'),
  );
  return Number(rows[0]?.n);
}

describeEachDatabase('database', ({ kind, database }) => {
  test('names its kind', () => {
    expect(database().kind).toBe(kind);
  });

  test('has every function that the port names, once', async () => {
    const port = readFileSync(join(import.meta.dirname, '../../server/ports/database.ts'), 'utf8');
    const union = /export type SqlFunction =([^;]+);/.exec(port)?.[1] ?? '';
    const named = [...union.matchAll(/'(\w+)'/g)].map(([, name = '']) => name);
    const rows = await database().outside((em) =>
      em.execute<{ name: string }[]>(
        `select proname as name from pg_proc where pronamespace = 'public'::regnamespace and proname = any (?)`,
        [`{${named.join()}}`],
      ),
    );
    expect(rows.map(({ name }) => name).toSorted()).toEqual(named.toSorted());
  });

  test('reads what does not fit a number as text, json parsed, times as Date', async () => {
    const tenant = await createTenant(database());
    await database().inTenant(tenant, (em) =>
      em.execute(
        `insert into event (tenant_id, kind, room_id, account_ids, data) values (?, 'k', 9007199254740993, '{1,9007199254740993}', '{"a":[1]}')`,
        [tenant],
      ),
    );
    const [row] = await database().call('feed', [tenant, '0', '0', 10]);
    expect(row).toEqual({
      id: expect.stringMatching(/^\d+$/),
      xid: expect.stringMatching(/^\d+$/),
      kind: 'k',
      room_id: '9007199254740993',
      session_id: null,
      account_ids: ['1', '9007199254740993'],
      data: { a: [1] },
      at: expect.any(Date),
    });
  });

  test('turns a refusal of our own into its code and detail', async () => {
    const tenant = await createTenant(database());
    const refused = database().call('remove_tenant', [tenant]);
    await expect(refused).rejects.toBeInstanceOf(AppError);
    await expect(refused).rejects.toMatchObject({ code: 'FORBIDDEN', detail: { reason: expect.any(String) } });
  });

  test('turns any other failure into a PortError that says whether to try again', async () => {
    const call = database().call('feed', ['no uuid', '0', '0', 10]);
    await expect(call).rejects.toBeInstanceOf(PortError);
    await expect(call).rejects.toMatchObject({ port: 'database', retryable: false });
    const unit = database().outside((em) => em.execute('select 1 / 0'));
    await expect(unit).rejects.toMatchObject({ port: 'database', retryable: false, reason: '22012 division by zero' });
  });

  test('answers every one of many calls at once with its own answer, failures between them', async () => {
    const tenants = await Promise.all(Array.from({ length: 5 }, () => createTenant(database())));
    for (const [index, tenant] of tenants.entries()) await writeEvents(database(), tenant, [`event-${index}`]);
    const results = await Promise.allSettled(
      Array.from({ length: 100 }, (_, index) =>
        database().call<{ kind: string }>('feed', [index % 7 === 3 ? 'no uuid' : tenants[index % 5], '0', '0', 10]),
      ),
    );
    const kinds = results.map((result) => (result.status === 'fulfilled' ? result.value[0]?.kind : 'refused'));
    expect(kinds).toEqual(results.map((_, index) => (index % 7 === 3 ? 'refused' : `event-${index % 5}`)));
  });

  test('commits what a unit of work did, and nothing of one that throws', async () => {
    const tenant = await createTenant(database());
    await writeEvents(database(), tenant, ['kept']);
    const failure = new Error('of the work itself');
    const failing = database().inTenant(tenant, async (em) => {
      await em.execute(`insert into event (tenant_id, kind) values (?, 'lost')`, [tenant]);
      throw failure;
    });
    await expect(failing).rejects.toBe(failure);
    const refusing = database().inTenant(tenant, async (em) => {
      await em.execute(`insert into event (tenant_id, kind) values (?, 'lost')`, [tenant]);
      throw new AppError('CONFLICT');
    });
    await expect(refusing).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await countEvents(database(), tenant)).toBe(1);
  });

  test('flushes entities at the end of a unit of work and finds them in the next', async () => {
    const id = randomUUID();
    await database().inTenant(id, async (em) => {
      em.create(Tenant, { id, name: '测试', settings: { handoffHours: 12 } });
    });
    const found = await database().inTenant(id, (em) => em.findOneOrFail(Tenant, { id }));
    expect(found).toMatchObject({ name: '测试', settings: { handoffHours: 12 }, demo: false });
    expect(found.createdAt).toBeInstanceOf(Date);
  });

  test('keeps units of work and calls apart that run at the same time', async () => {
    const tenants = await Promise.all(Array.from({ length: 6 }, () => createTenant(database())));
    await Promise.all(
      tenants.flatMap((tenant, index) =>
        Array.from({ length: 5 }, async (_, round) => {
          await writeEvents(database(), tenant, [`${index}-${round}a`, `${index}-${round}b`]);
          const rows = await database().call<{ kind: string }>('feed', [tenant, '0', '0', 100]);
          expect(rows.every((row) => row.kind.startsWith(`${index}-`))).toBe(true);
        }),
      ),
    );
    for (const tenant of tenants) expect(await countEvents(database(), tenant)).toBe(10);
  });

  test('shows one tenant nothing of another', async () => {
    const [mine, theirs] = [await createTenant(database()), await createTenant(database())];
    await writeEvents(database(), theirs, ['theirs']);
    expect(await countEvents(database(), mine)).toBe(0);
    await expect(writeEvents(database(), theirs, ['mine'])).resolves.toBeUndefined();
    const foreign = database().inTenant(mine, (em) =>
      em.execute(`insert into event (tenant_id, kind) values (?, 'foreign')`, [theirs]),
    );
    await expect(foreign).rejects.toMatchObject({ port: 'database', retryable: false });
  });

  test('throws at a query without a tenant, also after one with a tenant', async () => {
    const tenant = await createTenant(database());
    await writeEvents(database(), tenant, ['an event']);
    for (let round = 0; round < 3; round += 1) {
      const reading = database().outside((em) => em.execute('select * from event'));
      await expect(reading).rejects.toMatchObject({ reason: 'a query without a tenant' });
      const writing = database().outside((em) => em.execute(`insert into tenant (name) values ('x')`));
      await expect(writing).rejects.toMatchObject({ reason: 'a query without a tenant' });
    }
    expect(await database().outside((em) => em.execute('select * from turn_claim'))).toEqual([]);
  });

  test('refuses a call and a second unit of work inside a unit of work instead of waiting for ever', async () => {
    const tenant = await createTenant(database());
    const nested = /inside a unit of work/;
    await expect(database().inTenant(tenant, () => database().call('feed_head', [tenant]))).rejects.toThrow(nested);
    await expect(
      database().inTenant(tenant, () => database().inTenant(tenant, () => Promise.resolve())),
    ).rejects.toThrow(nested);
    await expect(database().outside(() => database().outside(() => Promise.resolve()))).rejects.toThrow(nested);
    // What a unit of work began but did not wait for is free again once it has ended.
    let later: Promise<unknown> = Promise.resolve();
    const checkpoint = createCheckpoint();
    await database().inTenant(tenant, () => {
      later = checkpoint.pass().then(() => database().call('feed_head', [tenant]));
      return Promise.resolve();
    });
    checkpoint.release();
    await expect(later).resolves.toHaveLength(1);
  });

  test('ends a unit of work that has fallen silent, and serves the others', async () => {
    const tenant = await createTenant(database());
    const checkpoint = createCheckpoint();
    const silent = database().inTenant(tenant, async (em) => {
      await em.execute(`insert into event (tenant_id, kind) values (?, 'silent')`, [tenant]);
      await checkpoint.pass();
      await em.execute('select 1');
    });
    silent.catch(() => undefined);
    await checkpoint.reached;
    await expect.poll(async () => (await database().health()).lagSeconds).toBeGreaterThan(2);
    await expect.poll(async () => (await database().health()).lagSeconds).toBe(0);
    checkpoint.release();
    await expect(silent).rejects.toBeInstanceOf(PortError);
    expect(await countEvents(database(), tenant)).toBe(0);
  });

  test('is well when it answers', async () => {
    await expect.poll(() => database().health()).toEqual({ ok: true, lagSeconds: 0 });
  });

  test('carries texts of every kind and bytes of every size', async () => {
    const id = randomUUID();
    const name = `'"\\$1 ? ?? :x 客服😀 ${'长'.repeat(100_000)}`;
    await database().inTenant(id, async (em) => {
      em.create(Tenant, { id, name });
    });
    const bytes = Buffer.alloc(5_000_000, 0xab);
    await database().inTenant(id, (em) =>
      em.execute(`insert into media (tenant_id, hash, content_type, size, bytes) values (?, 'h', 'image/png', 5, ?)`, [
        id,
        bytes,
      ]),
    );
    const found = await database().inTenant(id, (em) => em.findOneOrFail(Tenant, { id }));
    expect(found.name).toBe(name);
    const rows = await database().inTenant(id, (em) => em.execute<{ bytes: Buffer }[]>('select bytes from media'));
    expect(rows[0]?.bytes.equals(bytes)).toBe(true);
  });
});
