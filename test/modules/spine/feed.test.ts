import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { answered, owned, roomOf } from '../../support/spine/spine-scenes.ts';
import type { World } from '../../support/spine/spine-world.ts';

interface EventRow {
  readonly id: string;
  readonly xid: string;
  readonly kind: string;
}

const page = (w: World, xid: string, id: string, limit = 1000) => w.ask<EventRow>('feed', xid, id, limit);
const stored = (w: World) =>
  w.rows<EventRow>(
    'select id, xid::text as xid, kind from event where tenant_id = $1 order by event.xid, id',
    w.tenantId,
  );
const place = ({ id, xid, kind }: EventRow) => ({ id, xid, kind });

describeSpine('the feed', (world, bed) => {
  it('gives every event once and in order, in pages of any size', async () => {
    const w = world();
    for (const text of ['一', '二', '三', '四']) await w.say(text);
    await owned(w);
    const all = await stored(w);
    expect(all.length).toBeGreaterThan(6);
    for (const limit of [1, 3, 100]) {
      const read: EventRow[] = [];
      for (
        let next = await page(w, '0', '0', limit);
        next.length > 0;
        next = await page(w, read.at(-1)!.xid, read.at(-1)!.id, limit)
      )
        read.push(...next);
      expect(read.map(place)).toEqual(all.map(place));
    }
  });

  it('begins after what is there, and says how far back a cursor may lie', async () => {
    const w = world();
    const [empty] = await w.ask<{ xid: string; id: string; epoch: string; oldest_xid: string; next_xid: string }>(
      'feed_head',
    );
    expect(empty).toMatchObject({ xid: '0', id: '0', oldest_xid: '0' });
    await w.say('一');
    const [head] = await w.ask<{ xid: string; id: string; epoch: string; oldest_xid: string; next_xid: string }>(
      'feed_head',
    );
    expect(head!.epoch).toBe(empty!.epoch);
    expect(await page(w, head!.xid, head!.id)).toEqual([]);
    expect(BigInt(head!.next_xid)).toBeGreaterThan(BigInt(head!.xid));
    await w.say('二');
    expect(await page(w, head!.xid, head!.id)).toMatchObject([{ kind: 'accepted' }]);
  });

  it('has a position that every later event is after, whatever was running when it was taken', async () => {
    const w = world();
    const [head] = await w.ask<{ xid: string; id: string }>('feed_head');
    const read: EventRow[] = [];
    let last = { xid: head!.xid, id: head!.id };
    const lines = Promise.all(
      Array.from({ length: 60 }, (_, index) => w.say(String(index), { window: `客户${index % 12}` })),
    );
    let done = false;
    void lines.finally(() => (done = true));
    while (!done) {
      const next = await page(w, last.xid, last.id, 7);
      read.push(...next);
      last = next.at(-1) ?? last;
    }
    await lines;
    for (let next = await page(w, last.xid, last.id); next.length > 0; next = await page(w, last.xid, last.id)) {
      read.push(...next);
      last = next.at(-1)!;
    }
    expect(read.map(place)).toEqual((await stored(w)).map(place));
  });

  it('waits for an older transaction instead of passing it by', async (context) => {
    const w = world();
    const { database } = bed();
    if (database.kind === 'pglite')
      return context.skip('the embedded database has one session: no transaction runs beside another');
    const hold = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const older = database.inTenant(w.tenantId, async (em) => {
      await em.execute(`insert into event (tenant_id, kind) values (?, 'older')`, [w.tenantId]);
      begun.resolve();
      await hold.promise;
    });
    await begun.promise;
    await w.say('一');
    expect(await page(w, '0', '0')).toEqual([]);
    hold.resolve();
    await older;
    expect((await page(w, '0', '0')).map(({ kind }) => kind)).toEqual(['older', 'accepted']);
  });
});

describeSpine('the start of an agent’s feed', (world) => {
  const pending = async (w: World, journal = 'journal-1') => {
    const rows = await w.ask<{
      kind: string;
      data: { replyId?: string; roomId?: string; fence?: number; owner?: string };
    }>('pending_feed', w.agentId, journal);
    return rows.map(({ kind, data }) =>
      kind === 'fence' ? `fence ${data.roomId} ${data.fence} ${data.owner}` : data.replyId,
    );
  };

  it('is every bubble it has to do with, in typing order', async () => {
    const w = world();
    const { replies } = await answered(w, '一', ['一', '二', '三', '四', '五']);
    await w.connect();
    const report = async (index: number, ...states: string[]) => {
      await w.lease(replies[index]!);
      for (const state of states) await w.report(replies[index]!, state);
    };
    await report(0, 'typed', 'confirmed');
    await report(1, 'typed');
    await report(2, 'unknown');
    expect(await pending(w)).toEqual(replies.slice(1));
    expect(await pending(w, 'another')).toEqual(replies.slice(3));
    await w.letPass(10.5);
    await w.connect('another');
    expect(await pending(w, 'another')).toEqual(replies.slice(3));
  });

  it('is every fence it has not acknowledged, before the bubbles', async () => {
    const w = world();
    const { roomId, replies } = await answered(w, '一', ['一'], { window: '甲' });
    const other = await answered(w, '二', ['二'], { window: '乙' });
    await w.connect();
    await w.lease(replies[0]!);
    await w.command('take_over', { roomId });
    expect(await pending(w)).toEqual([`fence ${roomId} 1 requested`, replies[0], other.replies[0]]);
    await w.report(replies[0]!, 'void');
    await w.acknowledge(roomId, 1);
    expect(await pending(w)).toEqual(other.replies);
    await w.command('hand_back', { roomId });
    expect((await roomOf(w, '甲')).fence).toBe(1);
    expect(await pending(w)).toEqual(other.replies);
  });

  it('is nothing of another agent', async () => {
    const w = world();
    await answered(w, '一', ['一']);
    const [other] = await w.rows<{ id: string }>(
      `insert into agent (tenant_id, name) values ($1, 'PC-2') returning id`,
      w.tenantId,
    );
    expect(await w.ask('pending_feed', other!.id, 'journal-1')).toEqual([]);
  });
});

describeSpine('the tail of a chat', (world) => {
  it('is what its window shows: newest first, without void or waiting bubbles and marks of the hub', async () => {
    const w = world();
    const { replies } = await answered(w, '一', ['答一', '答二', '答三']);
    await w.say('一点五');
    await w.connect();
    await w.lease(replies[0]!);
    await w.report(replies[0]!, 'typed');
    await w.own('答一');
    await w.own('手机');
    await w.say('二');
    const [here] = await w.places([{}]);
    const tail = await w.ask<{ outgoing: boolean; content: string }>('chat_tail', here!.chat_id);
    expect(tail.map(({ outgoing, content }) => [outgoing, content])).toEqual([
      [false, '二'],
      [true, '手机'],
      [true, '答一'],
      [false, '一点五'],
      [false, '一'],
    ]);
  });
});
