import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { createMemoryWake } from '../../server/adapters/pubsub/memory.ts';
import { createRedisWake } from '../../server/adapters/pubsub/redis.ts';
import type { Wake } from '../../server/ports/wake.ts';
import { startRedis } from '../support/redis.ts';

const TENANT = '4f6b0c6e-1a43-4c0e-9b0a-6f1a2c3d4e5f';
const redisUrl = inject('redisUrl');

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((one) => one.close()));
});

function remember<T extends { close(): Promise<void> }>(one: T): T {
  opened.push(one);
  return one;
}

function listen(wake: Wake, topic: 'events' | 'turns' = 'events'): string[] {
  const heard: string[] = [];
  wake.subscribe(topic, (tenantId) => heard.push(tenantId));
  return heard;
}

const kinds: { name: string; create: () => Wake }[] = [{ name: 'memory', create: createMemoryWake }];
if (redisUrl !== undefined) kinds.push({ name: 'Redis', create: () => createRedisWake(redisUrl) });

describe.each(kinds)('wake-up through $name', ({ create }) => {
  test('reaches the listeners of its topic, in this process at once', async () => {
    const wake = remember(create());
    const [events, turns] = [listen(wake), listen(wake, 'turns')];
    wake.publish('events', TENANT);
    await nextTurn();
    expect(events).toEqual([TENANT]);
    expect(turns).toEqual([]);
  });

  test('tells of many notices of one tenant once', async () => {
    const wake = remember(create());
    const heard = listen(wake);
    for (let index = 0; index < 10_000; index += 1) wake.publish('events', index % 2 === 0 ? TENANT : 'other');
    await nextTurn();
    expect(heard).toEqual([TENANT, 'other']);
  });

  test('goes on after a listener has left, and during one that publishes', async () => {
    const wake = remember(create());
    const left: string[] = [];
    const leave = wake.subscribe('events', (tenantId) => left.push(tenantId));
    const heard = listen(wake);
    let again = true;
    wake.subscribe('events', () => {
      if (again) wake.publish('events', 'second');
      again = false;
    });
    leave();
    leave();
    wake.publish('events', TENANT);
    await expect.poll(() => heard).toEqual([TENANT, 'second']);
    expect(left).toEqual([]);
  });

  test('runs listeners where they subscribed, not inside what published', async () => {
    const wake = remember(create());
    const context = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    wake.subscribe('events', () => seen.push(context.getStore()));
    context.run('a transaction', () => wake.publish('events', TENANT));
    await nextTurn();
    expect(seen).toEqual([undefined]);
  });

  test('is silent after its end', async () => {
    const wake = create();
    const heard = listen(wake);
    wake.publish('events', TENANT);
    await wake.close();
    wake.publish('events', TENANT);
    await nextTurn();
    expect(heard).toEqual([]);
  });
});

describe.runIf(redisUrl !== undefined)('wake-up between nodes', () => {
  async function startPair(): Promise<{ redis: NonNullable<Awaited<ReturnType<typeof startRedis>>>; wakes: Wake[] }> {
    const redis = await startRedis();
    if (redis === undefined) throw new Error('Redis is gone');
    const wakes = [createRedisWake(redis.url), createRedisWake(redis.url)];
    for (const wake of wakes) remember(wake);
    remember({ close: () => redis.stop() });
    return { redis, wakes };
  }

  /** Publishes until it is heard: notices are lost for as long as the other node has not subscribed. */
  async function untilHeard(from: Wake | undefined, heard: readonly string[], tenantId: string): Promise<void> {
    await expect
      .poll(() => {
        from?.publish('events', tenantId);
        return heard.includes(tenantId);
      })
      .toBe(true);
  }

  test('reaches the other node, and its own listeners once', async () => {
    const { wakes } = await startPair();
    const [here, there] = [listen(wakes[0]!), listen(wakes[1]!)];
    await untilHeard(wakes[0], there, 'warm');
    await untilHeard(wakes[1], here, 'warm');
    wakes[0]?.publish('events', TENANT);
    await expect.poll(() => there.filter((tenantId) => tenantId === TENANT)).toEqual([TENANT]);
    await untilHeard(wakes[1], here, 'later');
    expect(here.filter((tenantId) => tenantId === TENANT)).toEqual([TENANT]);
  });

  test('survives a restart of Redis and holds nothing back for it', async () => {
    const { redis, wakes } = await startPair();
    const [here, there] = [listen(wakes[0]!), listen(wakes[1]!)];
    await untilHeard(wakes[0], there, 'before');
    await redis.halt();
    for (let index = 0; index < 1_000; index += 1) wakes[0]?.publish('events', `gone-${index}`);
    await expect.poll(() => here.filter((tenantId) => tenantId.startsWith('gone-')).length).toBe(1_000);
    await redis.start();
    await untilHeard(wakes[0], there, 'after');
    await untilHeard(wakes[1], here, 'after too');
    expect(there.filter((tenantId) => tenantId.startsWith('gone-'))).toEqual([]);
  });

  test('starts without Redis and finds it later', async () => {
    const { redis, wakes } = await startPair();
    await redis.halt();
    const [first, second] = [remember(createRedisWake(redis.url)), remember(createRedisWake(redis.url))];
    const there = listen(second);
    first.publish('events', 'lost');
    await redis.start();
    await untilHeard(first, there, TENANT);
    expect(wakes).toHaveLength(2);
  });
});
