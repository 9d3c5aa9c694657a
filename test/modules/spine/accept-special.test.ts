import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import type { World } from '../../support/spine/spine-world.ts';

const openHandoffs = (w: World) =>
  w.rows(`select session_id, reason, state from handoff where tenant_id = $1 and state <> 'closed'`, w.tenantId);
const claims = (w: World) => w.rows('select turn_id from turn_claim where tenant_id = $1', w.tenantId);

describeSpine('lines the model must not answer', (world) => {
  it('queues a line that was missed while offline for a person, without a claim', async () => {
    const w = world();
    const receipt = await w.say('昨天问的', { missed: true });
    expect(receipt).toMatchObject({ state: 'QUEUED_FOR_HUMAN' });
    expect(await openHandoffs(w)).toEqual([
      { session_id: receipt.session_id, reason: 'MISSED_OFFLINE', state: 'waiting' },
    ]);
    expect(await w.row('select state, outcome from turn where id = $1', receipt.turn_id)).toEqual({
      state: 'held',
      outcome: null,
    });
    expect(await claims(w)).toEqual([]);
    expect(await w.say('昨天问的', { missed: true, cmid: 'c' })).toMatchObject({ turn_id: receipt.turn_id });
  });

  it('queues a possibly repeated line, and takes the turn it joins out of the worker’s hands', async () => {
    const w = world();
    const first = await w.say('一');
    await w.letPass(2);
    const [claimed] = await w.claim();
    const [second, third] = await w.sayAll([{ text: '二', repeated: true }, { text: '三' }]);
    expect([second!.state, third!.state]).toEqual(['QUEUED_FOR_HUMAN', 'STORED']);
    expect([second!.turn_id, third!.turn_id]).toEqual([first.turn_id, first.turn_id]);
    expect(await openHandoffs(w)).toMatchObject([{ reason: 'POSSIBLY_REPEATED' }]);
    expect(await w.settle(claimed!)).toEqual({ state: 'lost' });
    expect(await claims(w)).toEqual([]);
  });

  it('opens no handoff for a repeat of a missed line', async () => {
    const w = world();
    await w.say('旧', { missed: true, cmid: 'c' });
    const { id } = await w.row<{ id: string }>('select id from handoff where tenant_id = $1', w.tenantId);
    await w.rows(`update handoff set state = 'closed' where id = $1`, id);
    await w.rows('update session set handoff_id = null where tenant_id = $1', w.tenantId);
    expect(await w.say('旧', { missed: true, cmid: 'c' })).toMatchObject({ state: 'DUPLICATE' });
    expect(await openHandoffs(w)).toEqual([]);
  });

  it('holds a line while a handoff is open, and counts it as unread', async () => {
    const w = world();
    const first = await w.say('旧', { missed: true });
    const second = await w.say('新');
    expect(second).toMatchObject({ state: 'STORED', turn_id: first.turn_id, due_at: null });
    expect(await claims(w)).toEqual([]);
    expect(await w.row('select unread from session where id = $1', first.session_id)).toEqual({ unread: 2 });
  });
});

describeSpine('a group', (world) => {
  const group = { window: '售后群', group: true, externalId: 'g1' } as const;

  it('gives each member a session of their own in one room, and makes the first account its speaker', async () => {
    const w = world();
    const [a, b] = await w.sayAll([
      { ...group, text: '一', sender: '甲' },
      { ...group, text: '二', sender: '乙' },
    ]);
    expect(a!.session_id).not.toBe(b!.session_id);
    const room = await w.row(
      'select kind, key, speaker_account_id, count(*) over () as rooms from room where tenant_id = $1',
      w.tenantId,
    );
    const account = await w.row('select id from account where tenant_id = $1', w.tenantId);
    expect(room).toEqual({ kind: 'group', key: 'group:g1', speaker_account_id: account['id'], rooms: '1' });
  });

  it('keeps the same line seen by another account for its receipt only', async () => {
    const w = world();
    const first = await w.say('谁在', { ...group, sender: '甲' });
    const other = { ...group, account: '第二个号', sender: '甲' };
    const seen = await w.say('谁在', other);
    expect(seen).toMatchObject({ state: 'SEEN', session_id: null, turn_id: null });
    expect(seen.message_id).not.toBe(first.message_id);
    expect(await w.rows('select 1 from session where tenant_id = $1', w.tenantId)).toHaveLength(1);
    expect(
      await w.row(
        'select unread, t.revision from session s join turn t on t.session_id = s.id where s.tenant_id = $1',
        w.tenantId,
      ),
    ).toEqual({ unread: 1, revision: 1 });
    expect(await w.rows('select room_id from chat where tenant_id = $1 group by room_id', w.tenantId)).toHaveLength(1);
  });

  it('opens no handoff for a missed line that only a silent account saw', async () => {
    const w = world();
    const first = await w.say('谁在', { ...group, sender: '甲' });
    const other = { ...group, account: '第二个号', sender: '甲' };
    expect(await w.say('谁在', { ...other, missed: true })).toMatchObject({ state: 'SEEN' });
    expect(await openHandoffs(w)).toEqual([]);
    await w.letPass(2);
    expect(await w.claim()).toMatchObject([{ turn_id: first.turn_id }]);
  });

  it('never takes one of our own accounts for a customer', async () => {
    const w = world();
    await w.say('一', { account: '第二个号' });
    const [place] = await w.places([{ ...group, sender: '第二个号' }]);
    expect(place).toMatchObject({ customer_id: null, own: true });
    expect(await w.say('我是客服', { ...group, sender: '第二个号' })).toMatchObject({
      state: 'SEEN',
      session_id: null,
    });
  });

  it('is another room without an id of its own for each account that sees it', async () => {
    const w = world();
    const lines = [
      { window: '同名群', group: true, sender: '甲' },
      { window: '同名群', group: true, sender: '甲', account: '第二个号' },
    ];
    const found = await w.places(lines);
    expect(found[0]!.room_id).not.toBe(found[1]!.room_id);
  });
});

describeSpine('a session', (world) => {
  it('ends after 30 min of silence, and the next begins with its summary', async () => {
    const w = world();
    const first = await w.say('一');
    await w.letPass(2);
    const [claimed] = await w.claim();
    await w.settle(claimed!);
    await w.letPass(1790);
    expect((await w.say('还在')).session_id).toBe(first.session_id);
    await w.letPass(2);
    await w.settle((await w.claim())[0]!);
    await w.letPass(1810);
    const back = await w.say('回来了');
    expect(back.session_id).not.toBe(first.session_id);
    const next = await w.row('select previous_session_id, summary from session where id = $1', back.session_id);
    expect(next).toEqual({
      previous_session_id: first.session_id,
      summary: '客户：一；客服：好的；客户：还在；客服：好的',
    });
    const old = await w.row<{ closed_at: Date | null }>(
      'select closed_at from session where id = $1',
      first.session_id,
    );
    expect(old.closed_at).toBeInstanceOf(Date);
    expect(
      await w.rows(
        `select 1 from event where tenant_id = $1 and kind = 'expired' and session_id = $2`,
        w.tenantId,
        first.session_id,
      ),
    ).toHaveLength(1);
  });

  it('does not end while lines are unanswered or a handoff is open', async () => {
    const w = world();
    const open = await w.say('一', { window: '甲' });
    const held = await w.say('旧', { window: '乙', missed: true });
    await w.letPass(3600);
    expect((await w.say('二', { window: '甲' })).session_id).toBe(open.session_id);
    expect((await w.say('二', { window: '乙' })).session_id).toBe(held.session_id);
  });

  it('is one a customer even when first lines arrive at once', async () => {
    const w = world();
    const receipts = await Promise.all(Array.from({ length: 8 }, (_, index) => w.say(`句${index}`)));
    expect(new Set(receipts.map(({ session_id }) => session_id)).size).toBe(1);
    expect(new Set(receipts.map(({ turn_id }) => turn_id)).size).toBe(1);
    expect(await w.row('select count(*) from room where tenant_id = $1', w.tenantId)).toEqual({ count: '1' });
  });
});
