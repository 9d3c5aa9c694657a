import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { answered, claimedTurn, owned, roomOf, statesOf, turnOf } from '../../support/spine/spine-scenes.ts';

describeSpine('what time does', (world) => {
  it('voids bubbles of the model that nobody leased for 10 min, but never an operator’s', async () => {
    const w = world();
    const { turnId, replies } = await answered(w, '一', ['答'], { window: '甲' });
    const mine = await owned(w, '转人工', { window: '乙' });
    const { replyId } = await w.command('send_operator_message', { sessionId: mine.sessionId, text: '话' });
    await w.letPass(590);
    expect(await w.sweep('late')).toBe(0);
    await w.letPass(11);
    expect(await w.sweep('late')).toBe(1);
    expect(await statesOf(w, [replies[0]!, replyId!])).toEqual(['void', 'queued']);
    expect(await turnOf(w, turnId)).toMatchObject({ state: 'held' });
    expect(
      await w.row(`select reason, detail from handoff where state = 'waiting' and tenant_id = $1`, w.tenantId),
    ).toEqual({
      reason: 'UNDELIVERED',
      detail: 'EXPIRED',
    });
    const [event] = await w.rows<{ account_ids: string[]; data: { voided: string[] } }>(
      `select account_ids, data from event where tenant_id = $1 and kind = 'voided'`,
      w.tenantId,
    );
    expect(event).toMatchObject({ account_ids: [expect.any(String)], data: { voided: replies } });
  });

  it('makes leased bubbles unknown when their agent has been gone for 30 s after its lease', async () => {
    const w = world();
    const { replies } = await answered(w, '一', ['一', '二']);
    await w.connect();
    await w.lease(replies[0]!);
    await w.report(replies[0]!, 'typed');
    await w.lease(replies[1]!);
    await w.letPass(39);
    expect(await w.sweep('gone')).toBe(0);
    await w.letPass(2);
    expect(await w.sweep('gone')).toBe(1);
    expect(await statesOf(w, replies)).toEqual(['unknown', 'unknown']);
    expect(await w.sweep('gone')).toBe(0);
  });

  it('makes bubbles unknown whose account has moved to another agent', async () => {
    const w = world();
    const { replies } = await answered(w, '一', ['一']);
    await w.connect();
    await w.lease(replies[0]!);
    await w.letPass(11);
    const [other] = await w.rows<{ id: string }>(
      `insert into agent (tenant_id, name) values ($1, 'PC-2') returning id`,
      w.tenantId,
    );
    await w.ask('connect_agent', other!.id, 'k', 'k/1');
    await w.ask('renew_connection', other!.id, 'k', 'k/1');
    await w.say('二', { agentId: other!.id });
    expect(await w.sweep('gone')).toBe(1);
    expect(await statesOf(w, replies)).toEqual(['unknown']);
  });

  it('voids what waits behind an unknown bubble after 10 s and hands its turns off', async () => {
    const w = world();
    const first = await answered(w, '一', ['一', '二']);
    const second = await answered(w, '又', ['三']);
    await w.connect();
    await w.lease(first.replies[0]!);
    await w.report(first.replies[0]!, 'unknown');
    await w.letPass(9);
    expect(await w.sweep('unknown')).toBe(0);
    await w.letPass(1.5);
    expect(await w.sweep('unknown')).toBe(1);
    expect(await statesOf(w, [...first.replies, ...second.replies])).toEqual(['unknown', 'void', 'void']);
    expect(await turnOf(w, first.turnId)).toMatchObject({ outcome: 'replied' });
    expect(await turnOf(w, second.turnId)).toMatchObject({ state: 'held', outcome: null });
    expect(await w.rows(`select state, reason, detail from handoff where tenant_id = $1`, w.tenantId)).toEqual([
      { state: 'waiting', reason: 'UNDELIVERED', detail: 'BEHIND_UNKNOWN' },
    ]);
  });

  it('hands a turn off whose second half is void behind its unknown first half', async () => {
    const w = world();
    const { turnId, sessionId, replies } = await answered(w, '一', ['一', '二']);
    await w.connect();
    await w.lease(replies[0]!);
    await w.report(replies[0]!, 'unknown');
    await w.letPass(10.5);
    expect(await w.sweep('unknown')).toBe(1);
    expect(await turnOf(w, turnId)).toMatchObject({ state: 'settled', outcome: 'replied' });
    expect(await w.row('select session_id, turn_id, reason from handoff where tenant_id = $1', w.tenantId)).toEqual({
      session_id: sessionId,
      turn_id: turnId,
      reason: 'UNDELIVERED',
    });
  });

  it('lets a bubble that came after the 10 s go on', async () => {
    const w = world();
    const { replies } = await answered(w, '一', ['一']);
    await w.connect();
    await w.lease(replies[0]!);
    await w.report(replies[0]!, 'unknown');
    await w.letPass(11);
    const later = await answered(w, '二', ['二']);
    expect(await w.sweep('unknown')).toBe(0);
    await w.connect();
    expect(await w.lease(later.replies[0]!)).toBe('granted');
  });

  it('closes a handoff nobody took within its limit, with a notice, and the next line goes to the model', async () => {
    const w = world();
    const claimed = await claimedTurn(w, '转人工');
    await w.settle(claimed, { outcome: 'handed_off', bubbles: [], handoffReason: 'ASKED_FOR_HUMAN' });
    const later = await w.say('还在吗');
    await w.letPass(43_190);
    expect(await w.sweep('handoffs')).toBe(0);
    await w.letPass(11);
    expect(await w.sweep('handoffs')).toBe(1);
    expect(await turnOf(w, claimed.turn_id)).toMatchObject({ outcome: 'handed_off' });
    expect(await turnOf(w, later.turn_id!)).toMatchObject({ outcome: 'closed' });
    expect(await w.row('select state from handoff where tenant_id = $1', w.tenantId)).toEqual({ state: 'closed' });
    expect(await w.row('select origin, state, text from reply where tenant_id = $1', w.tenantId)).toMatchObject({
      origin: 'notice',
      state: 'queued',
      text: expect.stringContaining('抱歉'),
    });
    expect((await w.say('喂')).due_at).toBeInstanceOf(Date);
  });

  it('does not close a handoff that an operator is about to take or holds', async () => {
    const w = world();
    await w.say('旧', { missed: true, window: '甲' });
    await w.say('旧', { missed: true, window: '乙' });
    await w.letPass(43_300);
    await w.connect();
    await w.command('take_over', { roomId: (await roomOf(w, '甲')).id });
    expect(await w.sweep('handoffs')).toBe(1);
    await w.acknowledge((await roomOf(w, '甲')).id, 1);
    expect(await w.sweep('handoffs')).toBe(0);
    expect(await w.rows('select state from handoff where tenant_id = $1 order by room_id', w.tenantId)).toEqual([
      { state: 'held' },
      { state: 'closed' },
    ]);
  });

  it('forgets events and answers older than 7 days', async () => {
    const w = world();
    const { roomId } = await owned(w);
    await w.command('hand_back', { roomId });
    const old = await w.row<{ rows: number }>(
      'select ((select count(*) from event where tenant_id = $1) + (select count(*) from request where tenant_id = $1))::int as rows',
      w.tenantId,
    );
    await w.letPass(6.9 * 86_400);
    expect(await w.ask('prune')).toEqual([{ pruned: 0 }]);
    await w.say('新');
    await w.letPass(0.2 * 86_400);
    expect(await w.ask('prune')).toEqual([{ pruned: old.rows }]);
    expect(await w.rows('select kind from event where tenant_id = $1', w.tenantId)).toContainEqual({
      kind: 'accepted',
    });
    expect(await w.rows('select 1 from audit where tenant_id = $1', w.tenantId)).toHaveLength(2);
  });

  it('does what the settings of the tenant say', async () => {
    const w = world();
    await w.rows(
      `update tenant set settings = '{"handoffSlaSeconds": 5, "handoffExpirySeconds": 60, "takeOverExpirySeconds": 20, "phonePauseSeconds": 30, "sessionSeconds": 100}' where id = $1`,
      w.tenantId,
    );
    await w.say('旧', { missed: true, window: '甲' });
    expect(
      await w.row(
        'select extract(epoch from due_at - opened_at)::int as sla, extract(epoch from expires_at - opened_at)::int as expiry from handoff where tenant_id = $1',
        w.tenantId,
      ),
    ).toEqual({ sla: 5, expiry: 60 });
    const first = await w.own('手机', { window: '乙' });
    await w.letPass(31);
    expect(await w.sweep('phones')).toBe(1);
    await w.letPass(70);
    expect((await w.say('一', { window: '乙' })).session_id).not.toBe(first.session_id);
    await w.connect();
    await w.command('take_over', { roomId: (await roomOf(w, '乙')).id });
    for (let passed = 0; passed < 3; passed += 1) {
      await w.letPass(7);
      await w.ask('renew_connection', w.agentId, 'journal-1', 'journal-1/1');
    }
    expect(await w.sweep('requests')).toBe(1);
    expect(await roomOf(w, '乙')).toMatchObject({ owner: 'model' });
  });

  it('knows only its own steps', async () => {
    await expect(world().sweep('nonsense')).rejects.toMatchObject({ code: 'BAD_INPUT' });
  });
});
