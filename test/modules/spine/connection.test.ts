import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { answered, roomOf, statesOf, turnOf } from '../../support/spine/spine-scenes.ts';
import type { World } from '../../support/spine/spine-world.ts';

const renew = async (w: World, journal: string, connection: string): Promise<boolean> => {
  const [answer] = await w.ask<{ connected: boolean; lease_seconds: number }>(
    'renew_connection',
    w.agentId,
    journal,
    connection,
  );
  expect(answer!.lease_seconds).toBe(10);
  return answer!.connected;
};

describeSpine('the connection lease', (world) => {
  it('is had by the connection that announced itself, and renewed by it', async () => {
    const w = world();
    expect(await renew(w, 'j', 'c1')).toBe(false);
    expect(await w.connect('j', 'c1')).toEqual({ lease_seconds: 10, connected: true });
    expect(await renew(w, 'j', 'c1')).toBe(true);
    expect(await renew(w, 'j', 'c2')).toBe(false);
  });

  it('goes at once to a newer connection of the same journal, and the older has it no more', async () => {
    const w = world();
    await w.connect('j', 'c1');
    expect(await w.connect('j', 'c2')).toMatchObject({ connected: true });
    expect(await renew(w, 'j', 'c1')).toBe(false);
    expect(await renew(w, 'j', 'c2')).toBe(true);
  });

  it('goes to another journal only when it has run out, and is not renewed meanwhile', async () => {
    const w = world();
    await w.connect('j', 'c1');
    expect(await w.connect('k', 'c2')).toMatchObject({ connected: false });
    expect(await renew(w, 'j', 'c1')).toBe(false);
    await w.letPass(9);
    expect(await renew(w, 'k', 'c2')).toBe(false);
    await w.letPass(1.5);
    expect(await renew(w, 'k', 'c2')).toBe(true);
    expect(await renew(w, 'j', 'c1')).toBe(false);
  });

  it('makes what another journal had leased or typed unknown', async () => {
    const w = world();
    const one = await answered(w, '一', ['答一', '答二'], { window: '甲' });
    const two = await answered(w, '二', ['答三'], { window: '乙' });
    await w.connect('j');
    await w.lease(one.replies[0]!, 'j');
    await w.report(one.replies[0]!, 'typed', 'j');
    await w.lease(one.replies[1]!, 'j');
    await w.lease(two.replies[0]!, 'j');
    await w.report(two.replies[0]!, 'confirmed', 'j');
    await w.letPass(10.5);
    await w.connect('k');
    expect(await statesOf(w, [...one.replies, ...two.replies])).toEqual(['unknown', 'unknown', 'confirmed']);
    expect(await turnOf(w, one.turnId)).toMatchObject({ outcome: 'replied' });
  });

  it('is refused to an agent that was revoked or never was', async () => {
    const w = world();
    await w.connect();
    await w.rows('update agent set revoked_at = now() where id = $1', w.agentId);
    await expect(w.connect()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(renew(w, 'journal-1', 'journal-1/1')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(w.ask('connect_agent', '999999', 'j', 'c')).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    await expect(w.ask('heartbeat', w.agentId, { accounts: [] })).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});

describeSpine('leasing a bubble', (world) => {
  it('grants it, and grants it again to the same journal', async () => {
    const w = world();
    const { replies } = await answered(w, '一', ['答']);
    await w.connect();
    expect(await w.lease(replies[0]!)).toBe('granted');
    expect(await w.lease(replies[0]!)).toBe('granted');
    expect(await w.row('select state, journal_id from reply where id = $1', replies[0])).toEqual({
      state: 'leased',
      journal_id: 'journal-1',
    });
    expect(await w.rows(`select 1 from event where tenant_id = $1 and kind = 'leased'`, w.tenantId)).toHaveLength(1);
  });

  it('is refused without a running lease, to another journal, and to a paused agent', async () => {
    const w = world();
    const { replies } = await answered(w, '一', ['答']);
    expect(await w.lease(replies[0]!)).toBe('LEASE_LOST');
    await w.connect();
    expect(await w.lease(replies[0]!, 'another')).toBe('LEASE_LOST');
    await w.command('set_agent_paused', { agentId: w.agentId, paused: true });
    expect(await w.lease(replies[0]!)).toBe('PAUSED');
    await w.command('set_agent_paused', { agentId: w.agentId, paused: false });
    await w.letPass(10.5);
    expect(await w.lease(replies[0]!)).toBe('LEASE_LOST');
    await w.rows('update agent set revoked_at = now() where id = $1', w.agentId);
    expect(await w.lease(replies[0]!)).toBe('UNAUTHENTICATED');
    expect(await statesOf(w, replies)).toEqual(['queued']);
  });

  it('is refused for bubbles of others and for none', async () => {
    const w = world();
    await w.connect();
    expect(await w.lease(randomUUID())).toBe('GONE');
    const [other] = await w.rows<{ id: string }>(
      `insert into agent (tenant_id, name) values ($1, 'PC-2') returning id`,
      w.tenantId,
    );
    const { replies } = await answered(w, '一', ['答'], { account: '第二个号', agentId: other!.id, window: '李四' });
    expect(await w.lease(replies[0]!)).toBe('GONE');
  });

  it('is refused in order: the earlier bubble of the room first', async () => {
    const w = world();
    const { replies } = await answered(w, '一', ['一', '二', '三']);
    await w.connect();
    expect(await w.lease(replies[1]!)).toBe('NOT_NEXT');
    expect(await w.lease(replies[0]!)).toBe('granted');
    expect(await w.lease(replies[1]!)).toBe('NOT_NEXT');
    await w.report(replies[0]!, 'typed');
    expect(await w.lease(replies[1]!)).toBe('granted');
    await w.report(replies[1]!, 'void');
    expect(await w.lease(replies[2]!)).toBe('granted');
  });

  it('is refused for good in a window whose name is not unique, and the turn is handed off', async () => {
    const w = world();
    const { replies } = await answered(w, '一', ['答']);
    await w.connect();
    await w.places([{ ambiguous: true }]);
    expect(await w.lease(replies[0]!)).toBe('AMBIGUOUS');
    await w.places([{ ambiguous: false }]);
    expect(await w.lease(replies[0]!)).toBe('VOID');
    expect(await w.row('select state, reason, detail from handoff where tenant_id = $1', w.tenantId)).toEqual({
      state: 'waiting',
      reason: 'UNDELIVERED',
      detail: 'AMBIGUOUS_WINDOW',
    });
  });

  it('is refused after 10 min to a bubble of the model nobody leased, but not to one already leased', async () => {
    const w = world();
    const one = await answered(w, '一', ['答'], { window: '甲' });
    const two = await answered(w, '二', ['答'], { window: '乙' });
    await w.connect();
    expect(await w.lease(one.replies[0]!)).toBe('granted');
    await w.letPass(601);
    await w.connect();
    expect(await w.lease(one.replies[0]!)).toBe('granted');
    expect(await w.lease(two.replies[0]!)).toBe('EXPIRED');
  });

  it('is refused after the fence rose, also to one already leased; what is dealt with says so', async () => {
    const w = world();
    const { replies } = await answered(w, '一', ['一', '二']);
    await w.connect();
    await w.lease(replies[0]!);
    await w.command('take_over', { roomId: (await roomOf(w)).id });
    expect(await w.lease(replies[0]!)).toBe('FENCED');
    expect(await w.lease(replies[1]!)).toBe('VOID');
    await w.report(replies[0]!, 'typed');
    expect(await w.lease(replies[0]!)).toBe('TYPED');
    await w.report(replies[0]!, 'confirmed');
    expect(await w.lease(replies[0]!)).toBe('CONFIRMED');
  });

  it('waits 10 s behind a bubble nobody can vouch for; an operator’s does not', async () => {
    const w = world();
    const { replies, sessionId, roomId } = await answered(w, '一', ['一', '二']);
    await w.connect();
    await w.lease(replies[0]!);
    await w.report(replies[0]!, 'unknown');
    expect(await w.lease(replies[1]!)).toBe('BLOCKED');
    expect(await w.lease(replies[0]!)).toBe('UNKNOWN');
    await w.command('take_over', { roomId });
    await w.acknowledge(roomId, 1);
    const { replyId } = await w.command('send_operator_message', { sessionId, text: '我来' });
    expect(await w.lease(replyId!)).toBe('granted');
  });
});
