import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { owned, roomOf, turnOf } from '../../support/spine/spine-scenes.ts';

describeSpine('hand-back', (world) => {
  it('gives unanswered lines back as one turn a session, due at once', async () => {
    const w = world();
    const group = { window: '群', group: true, externalId: 'g' } as const;
    const a = await owned(w, '甲一', { ...group, sender: '甲' });
    await w.say('甲二', { ...group, sender: '甲' });
    const b = await w.say('乙一', { ...group, sender: '乙' });
    expect(await w.command('hand_back', { roomId: a.roomId })).toEqual({ roomId: a.roomId, state: 'model' });
    expect(await roomOf(w)).toMatchObject({ owner: 'model', owner_user_id: null, fence: 1 });
    const claimed = await w.claim();
    expect(new Set(claimed.map(({ turn_id }) => turn_id))).toEqual(new Set([a.turnId, b.turn_id]));
    const first = (await w.gather(claimed.find(({ turn_id }) => turn_id === a.turnId)!))!;
    expect(first.lines.map(({ content }) => content)).toEqual(['甲一', '甲二']);
    expect(first.turn).toMatchObject({ attempts: 1, replans: 0 });
    expect(await w.rows(`select 1 from handoff where tenant_id = $1 and state <> 'closed'`, w.tenantId)).toEqual([]);
    for (const one of claimed) expect(await w.settle({ ...one })).toMatchObject({ state: 'settled' });
  });

  it('waits for the operator’s own bubbles, which may be voided', async () => {
    const w = world();
    const { sessionId, roomId, turnId } = await owned(w);
    const first = await w.command('send_operator_message', { sessionId, text: '一' });
    await w.command('send_operator_message', { sessionId, text: '二' });
    await w.connect();
    await w.lease(first['replyId']!);
    const pending = (bubbles: number) => ({ code: 'HAND_BACK_PENDING', detail: { bubbles } });
    await expect(w.command('hand_back', { roomId })).rejects.toMatchObject(pending(2));
    await expect(w.command('hand_back', { roomId, voidQueued: true })).rejects.toMatchObject(pending(1));
    await w.report(first['replyId']!, 'typed');
    await expect(w.command('hand_back', { roomId, voidQueued: true })).rejects.toMatchObject(pending(1));
    await w.report(first['replyId']!, 'unknown');
    expect(await w.command('hand_back', { roomId, voidQueued: true })).toMatchObject({ state: 'model' });
    expect(await turnOf(w, turnId)).toMatchObject({ outcome: 'answered_by_human' });
    expect(await w.claim()).toEqual([]);
  });

  it('with the only answer voided gives its lines to the model', async () => {
    const w = world();
    const { sessionId, roomId, turnId } = await owned(w);
    await w.command('send_operator_message', { sessionId, text: '一' });
    await w.command('hand_back', { roomId, voidQueued: true });
    expect(await w.claim()).toMatchObject([{ turn_id: turnId }]);
  });

  it('never gives missed or repeated lines to the model: alone they are closed', async () => {
    const w = world();
    const { roomId, turnId } = await owned(w, '旧', { missed: true });
    await w.command('hand_back', { roomId });
    expect(await turnOf(w, turnId)).toMatchObject({ state: 'settled', outcome: 'closed' });
    const mixed = await owned(w, '旧二', { repeated: true });
    await w.say('新');
    await w.command('hand_back', { roomId });
    const [claimed] = await w.claim();
    expect(claimed!.turn_id).toBe(mixed.turnId);
    expect((await w.gather(claimed!))!.lines.map(({ content, setAside }) => [content, setAside])).toEqual([
      ['旧二', true],
      ['新', false],
    ]);
  });

  it('is the owner’s to do; of a phone’s room anybody’s', async () => {
    const w = world();
    const { roomId } = await owned(w);
    await expect(w.command('hand_back', { roomId }, { user: w.otherUserId })).rejects.toMatchObject({
      code: 'OWNED_BY',
    });
    await w.command('hand_back', { roomId });
    await expect(w.command('hand_back', { roomId })).rejects.toMatchObject({
      code: 'NOT_OWNER',
      detail: { owner: 'model' },
    });
    await w.own('手机上说');
    expect(await w.command('hand_back', { roomId }, { user: w.otherUserId })).toMatchObject({ state: 'model' });
  });

  it('answers with the model again: a new turn is claimed and its bubbles carry the new fence', async () => {
    const w = world();
    const { roomId } = await owned(w);
    await w.command('hand_back', { roomId });
    const [claimed] = await w.claim();
    const { replies } = await w.settle(claimed!);
    await w.connect();
    expect(await w.row('select fence from reply where id = $1', replies![0])).toEqual({ fence: 1 });
    expect(await w.lease(replies![0]!)).toBe('granted');
  });
});
