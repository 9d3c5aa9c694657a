import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { answered, claimedTurn, owned, roomOf, statesOf, turnOf } from '../../support/spine/spine-scenes.ts';

describeSpine('closing a session', (world) => {
  it('closes its unanswered lines, voids what waits and returns the room with its last held session', async () => {
    const w = world();
    const { sessionId, turnId, roomId } = await owned(w);
    const { replyId } = await w.command('send_operator_message', { sessionId, text: '一' });
    const later = await w.say('二');
    expect(await w.command('close_session', { sessionId, resolution: 'SOLVED' })).toEqual({ sessionId });
    expect(await turnOf(w, later.turn_id!)).toMatchObject({ outcome: 'closed' });
    expect(await turnOf(w, turnId)).toMatchObject({ outcome: 'closed' });
    expect(await statesOf(w, [replyId!])).toEqual(['void']);
    expect(
      await w.row(
        'select resolution, resolved_by, unread, closed_at is not null as closed, handoff_id from session where id = $1',
        sessionId,
      ),
    ).toEqual({ resolution: 'solved', resolved_by: 'human', unread: 0, closed: true, handoff_id: null });
    expect(await roomOf(w)).toMatchObject({ id: roomId, owner: 'model' });
    await expect(w.command('close_session', { sessionId, resolution: 'SOLVED' })).rejects.toMatchObject({
      code: 'ALREADY_CLOSED',
    });
    const next = await w.say('三');
    expect(next.session_id).not.toBe(sessionId);
    expect(next.due_at).toBeInstanceOf(Date);
  });

  it('keeps a group while another of its sessions is held', async () => {
    const w = world();
    const group = { window: '群', group: true, externalId: 'g' } as const;
    const b = await w.say('乙', { ...group, sender: '乙' });
    const a = await owned(w, '甲', { ...group, sender: '甲' });
    await w.command('close_session', { sessionId: a.sessionId, resolution: 'SOLVED' });
    expect(await roomOf(w)).toMatchObject({ owner: 'human' });
    await w.command('close_session', { sessionId: b.session_id, resolution: 'UNSOLVED' });
    expect(await roomOf(w)).toMatchObject({ owner: 'model' });
  });

  it('of the model stops its worker and keeps what was typed', async () => {
    const w = world();
    const { sessionId, turnId, replies } = await answered(w, '一', ['一', '二']);
    await w.connect();
    await w.lease(replies[0]!);
    await w.report(replies[0]!, 'confirmed');
    const claimed = await claimedTurn(w, '二');
    await w.command('close_session', { sessionId, resolution: 'ABANDONED' });
    expect(await w.settle(claimed)).toEqual({ state: 'lost' });
    expect(await statesOf(w, replies)).toEqual(['confirmed', 'void']);
    expect(await turnOf(w, turnId)).toMatchObject({ outcome: 'replied' });
    expect(await turnOf(w, claimed.turn_id)).toMatchObject({ outcome: 'closed' });
  });
});

describeSpine('a bubble nobody can vouch for', (world) => {
  it('is resolved by an operator who looked: typed or not', async () => {
    const w = world();
    const one = await answered(w, '一', ['答'], { window: '甲' });
    const two = await answered(w, '二', ['答'], { window: '乙' });
    await w.connect();
    for (const { replies } of [one, two]) {
      await w.lease(replies[0]!);
      await w.report(replies[0]!, 'unknown');
    }
    expect(await w.command('resolve_unknown', { replyId: one.replies[0], typed: true })).toEqual({
      replyId: one.replies[0],
    });
    await w.command('resolve_unknown', { replyId: two.replies[0], typed: false });
    expect(await statesOf(w, [one.replies[0]!, two.replies[0]!])).toEqual(['confirmed', 'void']);
    expect(await turnOf(w, one.turnId)).toMatchObject({ outcome: 'replied' });
    expect(await turnOf(w, two.turnId)).toMatchObject({ state: 'held', outcome: null });
    await expect(w.command('resolve_unknown', { replyId: one.replies[0], typed: true })).rejects.toMatchObject({
      code: 'CONFLICT',
      detail: { state: 'confirmed' },
    });
  });
});

describeSpine('retrying a turn', (world) => {
  it('gives a handed-off turn and what came after to the model once more', async () => {
    const w = world();
    const claimed = await claimedTurn(w, '一');
    await w.settle(claimed, { outcome: 'handed_off', bubbles: [], handoffReason: 'MODEL_FAILED' });
    await w.say('二');
    const { turnId } = await w.command('retry_turn', { turnId: claimed.turn_id });
    const [again] = await w.claim();
    expect(again).toMatchObject({ turn_id: turnId, attempts: 1 });
    expect((await w.gather(again!))!.lines.map(({ content }) => content)).toEqual(['一', '二']);
    expect(await w.rows(`select 1 from handoff where tenant_id = $1 and state <> 'closed'`, w.tenantId)).toEqual([]);
    expect(await w.settle(again!)).toMatchObject({ state: 'settled' });
  });

  it('is refused for an answered turn, in a room a person has, after a later answer and when closed', async () => {
    const w = world();
    const done = await answered(w, '一', ['答']);
    const retry = (turnId: string) => w.command('retry_turn', { turnId });
    await expect(retry(done.turnId)).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(retry('999999')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const off = await claimedTurn(w, '二');
    await w.settle(off, { outcome: 'handed_off', bubbles: [], handoffReason: 'COMPLAINT' });
    await w.command('take_over', { roomId: done.roomId });
    await expect(retry(off.turn_id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await w.say('三');
    await w.command('send_operator_message', { sessionId: done.sessionId, text: '好' });
    await w.command('hand_back', { roomId: done.roomId, voidQueued: false }).catch(() => undefined);
    await expect(retry(off.turn_id)).rejects.toMatchObject({ code: 'CONFLICT' });
    await w.command('close_session', { sessionId: done.sessionId, resolution: 'SOLVED' });
    await expect(retry(off.turn_id)).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});
