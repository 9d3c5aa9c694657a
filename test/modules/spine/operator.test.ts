import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { answered, claimedTurn, owned, roomOf, statesOf, turnOf } from '../../support/spine/spine-scenes.ts';

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
