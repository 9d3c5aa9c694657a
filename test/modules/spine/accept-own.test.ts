import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { answered, roomOf } from '../../support/spine/spine-scenes.ts';

describeSpine('an outgoing line', (world) => {
  it('confirms the bubble that explains it, once', async () => {
    const w = world();
    const { replies } = await answered(w, '多少钱', ['一共 5 元\n包邮']);
    await w.connect();
    await w.lease(replies[0]!);
    const echo = await w.own(' 一共 5 元 包邮', { cmid: 'e1' });
    expect(echo).toMatchObject({ state: 'MATCHED_REPLY', reply_id: replies[0] });
    expect(await w.row('select state, echo_seen from reply where id = $1', replies[0])).toEqual({
      state: 'confirmed',
      echo_seen: true,
    });
    expect(await w.row('select seen_only, matched_reply_id from message where id = $1', echo.message_id)).toEqual({
      seen_only: true,
      matched_reply_id: replies[0],
    });
    expect(await w.own(' 一共 5 元 包邮', { cmid: 'e1' })).toMatchObject({
      state: 'DUPLICATE',
      message_id: echo.message_id,
      reply_id: replies[0],
    });
    expect(await roomOf(w)).toMatchObject({ owner: 'model', fence: 0 });
  });

  it('is matched with the oldest of equal bubbles, each at most once', async () => {
    const w = world();
    const { replies } = await answered(w, '在吗', ['在的', '在的']);
    await w.connect();
    await w.lease(replies[0]!);
    await w.report(replies[0]!, 'typed');
    await w.lease(replies[1]!);
    expect(await w.own('在的')).toMatchObject({ reply_id: replies[0] });
    expect(await w.own('在的')).toMatchObject({ reply_id: replies[1] });
    expect(await w.own('在的')).toMatchObject({ state: 'STORED', reply_id: null });
    expect(await roomOf(w)).toMatchObject({ owner: 'phone' });
  });

  it('confirms a bubble that was unknown, and one already confirmed keeps its time', async () => {
    const w = world();
    const { replies } = await answered(w, '在吗', ['在的']);
    await w.connect();
    await w.lease(replies[0]!);
    await w.report(replies[0]!, 'unknown');
    expect(await w.own('在的')).toMatchObject({ state: 'MATCHED_REPLY' });
    expect(await w.row('select state from reply where id = $1', replies[0])).toEqual({ state: 'confirmed' });
  });

  it('does not match a bubble nobody leased, a void one, or one of another chat', async () => {
    const w = world();
    const { replies } = await answered(w, '在吗', ['在的']);
    expect(await w.own('在的', { window: '李四' })).toMatchObject({ state: 'STORED', reply_id: null });
    expect(await w.own('在的')).toMatchObject({ state: 'STORED', reply_id: null });
    expect(await w.row('select state from reply where id = $1', replies[0])).toEqual({ state: 'void' });
  });

  it('that nothing explains was typed by a person: it takes the room, stops the turn and answers it', async () => {
    const w = world();
    const first = await w.say('多少钱');
    await w.letPass(2);
    const [claimed] = await w.claim();
    const line = await w.own('五块');
    expect(line).toMatchObject({ state: 'STORED', session_id: first.session_id });
    expect(await roomOf(w)).toMatchObject({ owner: 'phone', fence: 1 });
    expect(await w.row('select state, outcome, answer_message_id from turn where id = $1', first.turn_id)).toEqual({
      state: 'settled',
      outcome: 'answered_by_human',
      answer_message_id: line.message_id,
    });
    expect(await w.row('select role, via_phone from message where id = $1', line.message_id)).toEqual({
      role: 'operator',
      via_phone: true,
    });
    expect(await w.settle(claimed!)).toEqual({ state: 'lost' });
  });

  it('makes the model wait 10 min from the last such line, then gives back what came meanwhile', async () => {
    const w = world();
    await w.say('多少钱');
    await w.own('五块');
    const held = await w.say('包邮吗');
    expect(held.due_at).toBeNull();
    await w.letPass(590);
    expect(await w.sweep('phones')).toBe(0);
    await w.own('再看看');
    await w.say('好');
    await w.letPass(590);
    expect(await w.sweep('phones')).toBe(0);
    await w.letPass(20);
    expect(await w.sweep('phones')).toBe(1);
    expect(await roomOf(w)).toMatchObject({ owner: 'model' });
    const [claimed] = await w.claim();
    const lines = (await w.gather(claimed!))!.lines;
    expect(lines.map(({ content }) => content)).toEqual(['好']);
  });

  it('voids bubbles of the model that wait, and the line answers their turn instead', async () => {
    const w = world();
    const { turnId, replies } = await answered(w, '多少钱', ['五块', '包邮']);
    await w.own('我来回答');
    expect(await w.rows('select state from reply where id = any($1)', replies)).toEqual([
      { state: 'void' },
      { state: 'void' },
    ]);
    expect(await w.row('select outcome from turn where id = $1', turnId)).toEqual({ outcome: 'answered_by_human' });
  });

  it('read more than 10 min late answers what came before it but takes nothing over', async () => {
    const w = world();
    const first = await w.say('多少钱');
    await w.own('五块', { ageMs: 700_000 });
    expect(await roomOf(w)).toMatchObject({ owner: 'model', fence: 0 });
    expect(await w.row('select outcome from turn where id = $1', first.turn_id)).toEqual({
      outcome: 'answered_by_human',
    });
  });

  it('read late closes the handoff that waited for it, so that the model hears the next line', async () => {
    const w = world();
    await w.say('多少钱', { missed: true });
    await w.own('五块', { ageMs: 700_000 });
    expect(await w.row('select state from handoff where tenant_id = $1', w.tenantId)).toEqual({ state: 'closed' });
    const next = await w.say('那两个呢');
    expect(await w.row('select state from turn where id = $1', next.turn_id)).toEqual({ state: 'open' });
  });

  it('pauses the model only for what is left of the 10 min when it was read late', async () => {
    const w = world();
    await w.say('多少钱');
    await w.own('五块', { ageMs: 400_000 });
    expect(await roomOf(w)).toMatchObject({ owner: 'phone' });
    await w.letPass(210);
    expect(await w.sweep('phones')).toBe(1);
  });

  it('opens a session when a person writes first, and ends one that had expired', async () => {
    const w = world();
    const first = await w.own('您好，您的货到了');
    expect(first.session_id).not.toBeNull();
    await w.letPass(3600);
    const second = await w.own('还在吗');
    expect(second.session_id).not.toBe(first.session_id);
  });

  it('leaves a room that an operator owns or has requested to the operator', async () => {
    const w = world();
    await w.say('多少钱');
    await w.connect();
    const { id } = await roomOf(w);
    expect(await w.command('take_over', { roomId: id })).toMatchObject({ state: 'requested' });
    await w.own('我先说一句');
    expect(await roomOf(w)).toMatchObject({ owner: 'requested' });
    await w.acknowledge(id, 1);
    await w.own('再说一句');
    expect(await roomOf(w)).toMatchObject({ owner: 'human', fence: 1 });
  });

  it('of other content under the same id is a conflict, and a removed room is said so', async () => {
    const w = world();
    await w.own('一', { cmid: 'c' });
    expect(await w.own('二', { cmid: 'c' })).toMatchObject({ state: 'CONFLICT' });
    const [place] = await w.places([{}]);
    const gone = { ...place, room_id: '999999', cmid: 'x', hash: 'h', kind: 'text', content: '一', seq: 0, age_ms: 0 };
    await expect(w.ask('accept_own', JSON.stringify(gone))).rejects.toMatchObject({ code: 'PLACES_MISSING' });
  });
});
