import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { owned, turnOf } from '../../support/spine/spine-scenes.ts';

describeSpine('an operator’s line', (world) => {
  it('answers what was open and waits for the agent', async () => {
    const w = world();
    const { sessionId, turnId } = await owned(w);
    const { messageId, replyId } = await w.command('send_operator_message', { sessionId, text: '我来处理' });
    expect(await turnOf(w, turnId)).toEqual({
      state: 'settled',
      outcome: 'answered_by_human',
      answer_message_id: messageId,
    });
    expect(await w.row('select role, sender, user_id from message where id = $1', messageId)).toEqual({
      role: 'operator',
      sender: '小王',
      user_id: w.userId,
    });
    expect(await w.row('select origin, state, fence from reply where id = $1', replyId)).toEqual({
      origin: 'operator',
      state: 'queued',
      fence: 1,
    });
    const next = await w.say('谢谢');
    expect(await turnOf(w, next.turn_id!)).toMatchObject({ state: 'held' });
  });

  it('is refused without the room, to another operator, in a closed session and in an ambiguous window', async () => {
    const w = world();
    const said = await w.say('一', { window: '李四' });
    const send = (sessionId: string | null, user?: string) =>
      w.command('send_operator_message', { sessionId, text: '话' }, user === undefined ? {} : { user });
    await expect(send(said.session_id)).rejects.toMatchObject({ code: 'NOT_OWNER', detail: { owner: 'model' } });
    await expect(send('999999')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const mine = await owned(w);
    await expect(send(mine.sessionId, w.otherUserId)).rejects.toMatchObject({ code: 'OWNED_BY' });
    await w.places([{ ambiguous: true }]);
    await expect(send(mine.sessionId)).rejects.toMatchObject({ code: 'AMBIGUOUS_WINDOW' });
    await w.rows('update session set closed_at = now() where id = $1', mine.sessionId);
    await expect(send(mine.sessionId)).rejects.toMatchObject({ code: 'ALREADY_CLOSED' });
  });

  it('that is void leaves its turn unanswered again, unless a later line of a person answered it', async () => {
    const w = world();
    const { sessionId, turnId } = await owned(w);
    const first = await w.command('send_operator_message', { sessionId, text: '一' });
    await w.command('void_reply', { replyId: first['replyId'] });
    expect(await turnOf(w, turnId)).toMatchObject({ state: 'held', outcome: null });
    const second = await w.command('send_operator_message', { sessionId, text: '二' });
    const third = await w.command('send_operator_message', { sessionId, text: '三' });
    await w.command('void_reply', { replyId: second['replyId'] });
    expect(await turnOf(w, turnId)).toEqual({
      state: 'settled',
      outcome: 'answered_by_human',
      answer_message_id: third['messageId'],
    });
  });

  it('can be taken back while it is queued, by its owner only', async () => {
    const w = world();
    const { sessionId } = await owned(w);
    const { replyId } = await w.command('send_operator_message', { sessionId, text: '一' });
    await expect(w.command('void_reply', { replyId }, { user: w.otherUserId })).rejects.toMatchObject({
      code: 'OWNED_BY',
    });
    await w.connect();
    await w.lease(replyId!);
    await expect(w.command('void_reply', { replyId })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(w.command('void_reply', { replyId: '00000000-0000-4000-8000-000000000000' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });
});
