import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { answered, roomOf, statesOf, turnOf } from '../../support/spine/spine-scenes.ts';
import type { World } from '../../support/spine/spine-world.ts';

/** A second agent with an account of its own in the same group. */
async function secondAgent(w: World): Promise<{ agentId: string; account: string }> {
  const [agent] = await w.rows<{ id: string }>(
    `insert into agent (tenant_id, name) values ($1, 'PC-2') returning id`,
    w.tenantId,
  );
  return { agentId: agent!.id, account: '第二个号' };
}

describeSpine('taking a room over', (world) => {
  it('is done at once when no agent can type there', async () => {
    const w = world();
    const said = await w.say('转人工');
    const { id } = await roomOf(w);
    expect(await w.command('take_over', { roomId: id })).toEqual({ roomId: id, state: 'human' });
    expect(await roomOf(w)).toMatchObject({ owner: 'human', owner_user_id: w.userId, fence: 1 });
    expect(await turnOf(w, said.turn_id!)).toMatchObject({ state: 'held' });
    expect(await w.row('select state, taken_by from handoff where tenant_id = $1', w.tenantId)).toEqual({
      state: 'held',
      taken_by: w.userId,
    });
    expect(
      await w.row(`select content, sender from message where tenant_id = $1 and role = 'system'`, w.tenantId),
    ).toEqual({ content: 'TAKEN_OVER', sender: '小王' });
    expect(await w.claim()).toEqual([]);
  });

  it('waits for the agent, voids what nobody leased and shows what may be typed', async () => {
    const w = world();
    const { roomId, turnId, replies } = await answered(w, '多少钱', ['一', '二', '三']);
    await w.connect();
    await w.lease(replies[0]!);
    expect(await w.command('take_over', { roomId })).toMatchObject({ state: 'requested' });
    expect(await statesOf(w, replies)).toEqual(['leased', 'void', 'void']);
    expect(await turnOf(w, turnId)).toMatchObject({ outcome: 'replied' });
    expect(await w.sweep('requests')).toBe(0);
    expect(await roomOf(w)).toMatchObject({ owner: 'requested' });
    await w.report(replies[0]!, 'void');
    expect(await turnOf(w, turnId)).toMatchObject({ state: 'held', outcome: null });
    expect(await w.acknowledge(roomId, 1)).toBe(true);
    expect(await roomOf(w)).toMatchObject({ owner: 'human' });
  });

  it('is not completed by an older fence, by another journal or by a revoked agent', async () => {
    const w = world();
    await w.say('一');
    await w.connect();
    const { id } = await roomOf(w);
    await w.command('take_over', { roomId: id });
    expect(await w.acknowledge(id, 0)).toBe(true);
    expect(await roomOf(w)).toMatchObject({ owner: 'requested' });
    expect(await w.acknowledge(id, 1, 'another')).toBe(false);
    await w.rows('update agent set revoked_at = now() where id = $1', w.agentId);
    expect(await w.acknowledge(id, 1)).toBe(false);
    expect(await roomOf(w)).toMatchObject({ owner: 'requested' });
    await w.letPass(10.5);
    expect(await w.sweep('requests')).toBe(1);
    expect(await roomOf(w)).toMatchObject({ owner: 'human' });
  });

  it('is not completed by a newer journal that still waits for the lease of the one that types', async () => {
    const w = world();
    await w.say('一');
    await w.connect('old');
    const { id } = await roomOf(w);
    await w.command('take_over', { roomId: id });
    await w.connect('new');
    expect(await w.acknowledge(id, 1, 'new')).toBe(false);
    expect(await roomOf(w)).toMatchObject({ owner: 'requested' });
    expect(await w.acknowledge(id, 1, 'old')).toBe(true);
    expect(await roomOf(w)).toMatchObject({ owner: 'human' });
  });

  it('needs no word of a journal that begins after the fence', async () => {
    const w = world();
    await w.say('一');
    await w.connect('old');
    const { id } = await roomOf(w);
    await w.command('take_over', { roomId: id });
    await w.connect('new');
    await w.letPass(10.5);
    await w.connect('new');
    expect(await w.sweep('requests')).toBe(1);
    expect(await roomOf(w)).toMatchObject({ owner: 'human' });
  });

  it('is completed when the lease of a silent agent has run out', async () => {
    const w = world();
    await w.say('一');
    await w.connect();
    const { id } = await roomOf(w);
    await w.command('take_over', { roomId: id });
    await w.letPass(9.5);
    expect(await w.sweep('requests')).toBe(0);
    await w.letPass(1);
    expect(await w.sweep('requests')).toBe(1);
    expect(await roomOf(w)).toMatchObject({ owner: 'human' });
  });

  it('waits for every agent that can type in the room, not for one whose window is ambiguous', async () => {
    const w = world();
    const group = { window: '群', group: true, externalId: 'g', sender: '甲' } as const;
    await w.say('一', group);
    const second = await secondAgent(w);
    await w.say('一', { ...group, ...second });
    await w.connect();
    await w.ask('connect_agent', second.agentId, 'k', 'k/1');
    await w.ask('renew_connection', second.agentId, 'k', 'k/1');
    const { id } = await roomOf(w);
    await w.command('take_over', { roomId: id });
    const events = await w.rows<{ account_ids: string[] }>(
      `select account_ids from event where tenant_id = $1 and kind = 'fence'`,
      w.tenantId,
    );
    expect(events[0]!.account_ids).toHaveLength(2);
    await w.acknowledge(id, 1);
    expect(await roomOf(w)).toMatchObject({ owner: 'requested' });
    await w.places([{ ...group, ...second, ambiguous: true }]);
    expect(await w.sweep('requests')).toBe(1);
    expect(await roomOf(w)).toMatchObject({ owner: 'human' });
  });

  it('still waits for an ambiguous window in which a bubble is leased', async () => {
    const w = world();
    const { replies, roomId } = await answered(w, '一', ['答']);
    await w.connect();
    await w.lease(replies[0]!);
    await w.places([{ ambiguous: true }]);
    expect(await w.command('take_over', { roomId })).toMatchObject({ state: 'requested' });
    await w.report(replies[0]!, 'void');
    await w.acknowledge(roomId, 1);
    expect(await roomOf(w)).toMatchObject({ owner: 'human' });
  });

  it('does not wait for a chat that was opened after the fence', async () => {
    const w = world();
    const group = { window: '群', group: true, externalId: 'g', sender: '甲' } as const;
    await w.say('一', group);
    const second = await secondAgent(w);
    await w.connect();
    const { id } = await roomOf(w);
    await w.command('take_over', { roomId: id });
    await w.ask('connect_agent', second.agentId, 'k', 'k/1');
    await w.ask('renew_connection', second.agentId, 'k', 'k/1');
    await w.say('一', { ...group, ...second });
    await w.acknowledge(id, 1);
    expect(await roomOf(w)).toMatchObject({ owner: 'human' });
  });

  it('asked for twice by the same operator answers where it stands; another one hears who has it', async () => {
    const w = world();
    await w.say('一');
    await w.connect();
    const { id } = await roomOf(w);
    await w.command('take_over', { roomId: id });
    expect(await w.command('take_over', { roomId: id })).toMatchObject({ state: 'requested' });
    const other = { user: w.otherUserId };
    const detail = { userId: Number(w.userId), name: '小王' };
    await expect(w.command('take_over', { roomId: id }, other)).rejects.toMatchObject({ code: 'OWNED_BY', detail });
    await w.acknowledge(id, 1);
    expect(await w.command('take_over', { roomId: id })).toMatchObject({ state: 'human' });
    await expect(w.command('take_over', { roomId: id }, other)).rejects.toMatchObject({ code: 'OWNED_BY', detail });
    expect(await roomOf(w)).toMatchObject({ fence: 1 });
  });

  it('asked for by two operators at once is given to one', async () => {
    const w = world();
    await w.say('一');
    const { id } = await roomOf(w);
    const answers = await Promise.allSettled([
      w.command('take_over', { roomId: id }),
      w.command('take_over', { roomId: id }, { user: w.otherUserId }),
    ]);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(answers.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'OWNED_BY' } });
    expect(await roomOf(w)).toMatchObject({ owner: 'human', fence: 1 });
  });

  it('from a phone is possible; an unknown room is not found', async () => {
    const w = world();
    await w.say('一');
    await w.own('我在手机上');
    const { id } = await roomOf(w);
    expect(await w.command('take_over', { roomId: id })).toMatchObject({ state: 'human' });
    await expect(w.command('take_over', { roomId: '999999' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('from a phone, when cancelled, leaves the room to the phone for the rest of its pause', async () => {
    const w = world();
    await w.say('一');
    await w.connect();
    await w.own('我在手机上');
    const { id } = await roomOf(w);
    expect(await w.command('take_over', { roomId: id })).toMatchObject({ state: 'requested' });
    expect(await w.command('cancel_take_over', { roomId: id })).toMatchObject({ state: 'phone' });
    await w.letPass(601);
    expect(await w.sweep('phones')).toBe(1);
    expect(await roomOf(w)).toMatchObject({ owner: 'model' });
  });
});
