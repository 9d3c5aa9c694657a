import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { answered, owned, roomOf, statesOf, turnOf } from '../../support/spine/spine-scenes.ts';

describeSpine('a request for a room', (world) => {
  it('can be cancelled: what was written meanwhile is void, the lines go back to the model', async () => {
    const w = world();
    const said = await w.say('多少钱');
    await w.connect();
    const { id } = await roomOf(w);
    await w.command('take_over', { roomId: id });
    const { replyId } = await w.command('send_operator_message', { sessionId: said.session_id, text: '五块' });
    expect(await turnOf(w, said.turn_id!)).toMatchObject({ outcome: 'answered_by_human' });
    await expect(w.command('cancel_take_over', { roomId: id }, { user: w.otherUserId })).rejects.toMatchObject({
      code: 'OWNED_BY',
    });
    expect(await w.command('cancel_take_over', { roomId: id })).toEqual({ roomId: id, state: 'model' });
    expect(await statesOf(w, [replyId!])).toEqual(['void']);
    expect(await roomOf(w)).toMatchObject({ owner: 'model', fence: 1, owner_user_id: null });
    expect(await w.claim()).toMatchObject([{ turn_id: said.turn_id }]);
    await expect(w.command('cancel_take_over', { roomId: id })).rejects.toMatchObject({ code: 'NOT_OWNER' });
  });

  it('expires after 60 s when an agent that types never acknowledged', async () => {
    const w = world();
    const said = await w.say('多少钱');
    await w.connect();
    const { id } = await roomOf(w);
    await w.command('take_over', { roomId: id });
    for (let passed = 0; passed < 56; passed += 8) {
      await w.letPass(8);
      await w.ask('renew_connection', w.agentId, 'journal-1', 'journal-1/1');
      expect(await w.sweep('requests')).toBe(0);
    }
    await w.letPass(5);
    expect(await w.sweep('requests')).toBe(1);
    expect(await roomOf(w)).toMatchObject({ owner: 'model' });
    expect(await w.claim()).toMatchObject([{ turn_id: said.turn_id }]);
  });

  it('cannot be cancelled once it is owned', async () => {
    const w = world();
    const { roomId } = await owned(w);
    await expect(w.command('cancel_take_over', { roomId })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('keeps the operator’s lines until the room is owned, then they may be typed', async () => {
    const w = world();
    const { sessionId, roomId } = await answered(w, '一', []);
    await w.connect();
    await w.command('take_over', { roomId });
    const { replyId } = await w.command('send_operator_message', { sessionId, text: '我来' });
    expect(await w.lease(replyId!)).toBe('WAITING');
    await w.acknowledge(roomId, 1);
    const [event] = await w.rows<{ data: { replies: string[] }; account_ids: string[] }>(
      `select data, account_ids from event where tenant_id = $1 and kind = 'owned' and session_id is null`,
      w.tenantId,
    );
    expect(event!.data.replies).toEqual([replyId]);
    expect(event!.account_ids).toHaveLength(1);
    expect(await w.lease(replyId!)).toBe('granted');
  });

  it('leaves a handoff that waits as it was when it is cancelled', async () => {
    const w = world();
    await w.say('旧', { missed: true });
    await w.connect();
    const { id } = await roomOf(w);
    await w.command('take_over', { roomId: id });
    await w.command('cancel_take_over', { roomId: id });
    expect(await w.row('select state from handoff where tenant_id = $1', w.tenantId)).toEqual({ state: 'waiting' });
    expect(await w.claim()).toEqual([]);
  });
});
