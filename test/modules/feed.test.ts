import { afterEach, expect, test } from 'vitest';
import { describeEachDatabase } from '../support/database.ts';
import { createTenant, writeEvents } from '../support/event-writer.ts';
import { closeFeeds, collectKinds, nextOf, startFeed } from '../support/feed.ts';

afterEach(closeFeeds);

describeEachDatabase('feed', ({ database }) => {
  test('begins with synced and goes on live', async () => {
    const tenant = await createTenant(database());
    await writeEvents(database(), tenant, ['before']);
    const { feed, wake } = startFeed(database());
    const tail = feed.tail(tenant);
    await nextOf(tail, 'synced');
    await writeEvents(database(), tenant, ['a', 'b']);
    wake.publish('events', tenant);
    expect(await collectKinds(tail, 'b')).toEqual(['a', 'b']);
  });

  test('finds news without being woken', async () => {
    const tenant = await createTenant(database());
    const { feed } = startFeed(database());
    const tail = feed.tail(tenant);
    await nextOf(tail, 'synced');
    await writeEvents(database(), tenant, ['quiet']);
    expect(await collectKinds(tail, 'quiet')).toEqual(['quiet']);
  });

  test('resumes after a cursor without a gap or a repeat, on another node too', async () => {
    const tenant = await createTenant(database());
    const first = startFeed(database());
    const tail = first.feed.tail(tenant);
    await nextOf(tail, 'synced');
    await writeEvents(database(), tenant, ['a', 'b', 'c']);
    first.wake.publish('events', tenant);
    const { cursor } = await nextOf(tail, 'event');
    await tail.return?.();
    expect(await collectKinds(first.feed.tail(tenant, cursor), 'c')).toEqual(['b', 'c']);
    expect(await collectKinds(startFeed(database()).feed.tail(tenant, cursor), 'c')).toEqual(['b', 'c']);
  });

  test('tells synced after what was missed', async () => {
    const tenant = await createTenant(database());
    const start = (await nextOf(startFeed(database()).feed.tail(tenant), 'synced')).cursor;
    await writeEvents(database(), tenant, ['a', 'b']);
    const tail = startFeed(database()).feed.tail(tenant, start);
    const types = [(await tail.next()).value?.type, (await tail.next()).value?.type, (await tail.next()).value?.type];
    expect(types).toEqual(['event', 'event', 'synced']);
  });

  test('a cursor of a tenant without events is good for ever', async () => {
    const tenant = await createTenant(database());
    const start = (await nextOf(startFeed(database()).feed.tail(tenant), 'synced')).cursor;
    await writeEvents(database(), tenant, ['a']);
    await database().call('prune', [tenant]);
    expect(await collectKinds(startFeed(database()).feed.tail(tenant, start), 'a')).toEqual(['a']);
  });

  test('sees nothing of another tenant', async () => {
    const [mine, other] = [await createTenant(database()), await createTenant(database())];
    const { feed, wake } = startFeed(database());
    const tail = feed.tail(mine);
    await nextOf(tail, 'synced');
    await writeEvents(database(), other, ['theirs']);
    await writeEvents(database(), mine, ['mine']);
    for (const tenant of [other, mine]) wake.publish('events', tenant);
    expect(await collectKinds(tail, 'mine')).toEqual(['mine']);
  });

  test('a subscriber that leaves ends at once, also while it waits', async () => {
    const tenant = await createTenant(database());
    const tail = startFeed(database()).feed.tail(tenant);
    await nextOf(tail, 'synced');
    const waiting = tail.next();
    await tail.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await tail.next()).toEqual({ done: true, value: undefined });
  });

  test.for([
    { name: 'of another history', change: ([, xid, id]: string[]) => `ffff.${xid}.${id}`, reason: 'FOREIGN_EPOCH' },
    { name: 'ahead of the database', change: ([epoch]: string[]) => `${epoch}.999999999999.1`, reason: 'AHEAD' },
  ])('a cursor $name gives one reset, then goes on', async ({ change, reason }) => {
    const tenant = await createTenant(database());
    await writeEvents(database(), tenant, ['before']);
    const { feed, wake } = startFeed(database());
    const good = (await nextOf(feed.tail(tenant), 'synced')).cursor;
    const tail = feed.tail(tenant, change(good.split('.')));
    expect(await nextOf(tail, 'reset')).toEqual({ type: 'reset', reason, cursor: good });
    expect((await nextOf(tail, 'synced')).cursor).toBe(good);
    await writeEvents(database(), tenant, ['after']);
    wake.publish('events', tenant);
    expect((await nextOf(tail, 'event')).event.kind).toBe('after');
  });

  test('a cursor older than what is kept gives one reset', async () => {
    const tenant = await createTenant(database());
    const start = (await nextOf(startFeed(database()).feed.tail(tenant), 'synced')).cursor;
    await database().inTenant(tenant, (em) =>
      em.execute(`insert into event (tenant_id, kind, at) values (?, 'old', now() - interval '8 days')`, [tenant]),
    );
    await database().call('prune', [tenant]);
    await writeEvents(database(), tenant, ['new']);
    const tail = startFeed(database()).feed.tail(tenant, start);
    expect(await nextOf(tail, 'reset')).toMatchObject({ reason: 'EXPIRED' });
    await nextOf(tail, 'synced');
  });

  test('a malformed cursor is refused', async () => {
    const { feed } = startFeed(database());
    for (const cursor of ['', 'x', 'a.b.c', `abc.1.${'9'.repeat(40)}`]) {
      expect(() => feed.tail('2f0c6a52-9a54-4d5c-8d4c-8f1c3a3a0f10', cursor)).toThrow(
        expect.objectContaining({ code: 'BAD_INPUT' }),
      );
    }
  });
});
