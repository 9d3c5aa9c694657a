import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { answered, statesOf, turnOf } from '../../support/spine/spine-scenes.ts';

const STATES = ['queued', 'leased', 'typed', 'confirmed', 'void', 'unknown'] as const;
const REPORTS = ['TYPED', 'CONFIRMED', 'VOID', 'UNKNOWN'] as const;
const ALLOWED = new Set([
  'leased typed',
  'leased confirmed',
  'leased void',
  'leased unknown',
  'typed confirmed',
  'typed unknown',
  'unknown confirmed',
  'unknown void',
]);

describeSpine('a delivery report', (world) => {
  it.each(STATES.flatMap((from) => REPORTS.map((to) => ({ from, to }))))('$from → $to', async ({ from, to }) => {
    const w = world();
    const { replies } = await answered(w, '一', ['答']);
    await w.rows(`update reply set state = $2, journal_id = 'journal-1' where id = $1`, replies[0], from);
    await w.connect();
    const events = () => w.rows(`select 1 from event where tenant_id = $1 and kind = 'delivered'`, w.tenantId);
    const allowed = ALLOWED.has(`${from} ${to.toLowerCase()}`);
    const after = allowed ? to.toLowerCase() : from;
    expect(await w.report(replies[0]!, to)).toBe(after);
    expect(await statesOf(w, replies)).toEqual([after]);
    expect(await events()).toHaveLength(allowed ? 1 : 0);
    expect(await w.report(replies[0]!, to)).toBe(after);
    expect(await events()).toHaveLength(allowed ? 1 : 0);
  });

  it('of another journal or another agent changes nothing', async () => {
    const w = world();
    const { replies } = await answered(w, '一', ['答']);
    await w.connect();
    await w.lease(replies[0]!);
    expect(await w.report(replies[0]!, 'CONFIRMED', 'another')).toBe('leased');
    const [other] = await w.rows<{ id: string }>(
      `insert into agent (tenant_id, name) values ($1, 'PC-2') returning id`,
      w.tenantId,
    );
    const items = JSON.stringify([{ replyId: replies[0], state: 'CONFIRMED' }]);
    expect(await w.ask('report_deliveries', other!.id, 'journal-1', items)).toEqual([]);
    expect(await statesOf(w, replies)).toEqual(['leased']);
  });

  it('is taken after the lease has run out: the truth is welcome late', async () => {
    const w = world();
    const { replies } = await answered(w, '一', ['答']);
    await w.connect();
    await w.lease(replies[0]!);
    await w.letPass(41);
    expect(await w.sweep('gone')).toBe(1);
    expect(await statesOf(w, replies)).toEqual(['unknown']);
    expect(await w.report(replies[0]!, 'CONFIRMED')).toBe('confirmed');
  });

  it('takes several at once, each by itself', async () => {
    const w = world();
    const one = await answered(w, '一', ['答'], { window: '甲' });
    const two = await answered(w, '二', ['答'], { window: '乙' });
    await w.connect();
    await w.lease(one.replies[0]!);
    await w.lease(two.replies[0]!);
    const items = [
      { replyId: one.replies[0], state: 'TYPED' },
      { replyId: two.replies[0], state: 'UNKNOWN' },
      { replyId: one.replies[0], state: 'CONFIRMED' },
    ];
    expect(await w.ask('report_deliveries', w.agentId, 'journal-1', JSON.stringify(items))).toEqual([
      { reply_id: one.replies[0], state: 'typed' },
      { reply_id: two.replies[0], state: 'unknown' },
      { reply_id: one.replies[0], state: 'confirmed' },
    ]);
  });
});

describeSpine('void bubbles', (world) => {
  it('leave the outcome while one bubble of the turn may have been typed', async () => {
    const w = world();
    const { turnId, replies } = await answered(w, '一', ['一', '二', '三']);
    await w.connect();
    await w.lease(replies[0]!);
    await w.report(replies[0]!, 'typed');
    await w.lease(replies[1]!);
    await w.report(replies[1]!, 'void');
    await w.lease(replies[2]!);
    await w.report(replies[2]!, 'void');
    expect(await turnOf(w, turnId)).toMatchObject({ state: 'settled', outcome: 'replied' });
  });

  it('withdraw the outcome when all are void: the lines count as unanswered again, before a person', async () => {
    const w = world();
    const { turnId, sessionId, replies } = await answered(w, '一', ['一', '二']);
    await w.connect();
    for (const reply of replies) {
      await w.lease(reply);
      await w.report(reply, 'void');
    }
    expect(await turnOf(w, turnId)).toMatchObject({ state: 'held', outcome: null });
    const trace = await w.row<{ trace: { withdrawn: { outcome: string; reason: string }[] } }>(
      'select trace from turn where id = $1',
      turnId,
    );
    expect(trace.trace.withdrawn).toMatchObject([{ outcome: 'replied', reason: 'NOT_TYPED' }]);
    expect(
      await w.rows('select session_id, state, reason, detail, turn_id from handoff where tenant_id = $1', w.tenantId),
    ).toEqual([
      { session_id: sessionId, state: 'waiting', reason: 'UNDELIVERED', detail: 'NOT_TYPED', turn_id: turnId },
    ]);
    expect(await w.say('还在吗')).toMatchObject({ turn_id: turnId, due_at: null });
  });

  it('withdraw it also when the last of them was unknown first', async () => {
    const w = world();
    const { turnId, replies } = await answered(w, '一', ['一']);
    await w.connect();
    await w.lease(replies[0]!);
    await w.report(replies[0]!, 'unknown');
    expect(await turnOf(w, turnId)).toMatchObject({ outcome: 'replied' });
    await w.report(replies[0]!, 'void');
    expect(await turnOf(w, turnId)).toMatchObject({ state: 'held', outcome: null });
  });

  it('do not make a notice’s turn unanswered', async () => {
    const w = world();
    const { turnId } = await answered(w, '一', []);
    await w.rows(`update turn set outcome = 'handed_off' where id = $1`, turnId);
    const next = await w.say('二');
    await w.letPass(2);
    const [claimed] = await w.claim();
    const { replies } = await w.settle(claimed!, {
      outcome: 'handed_off',
      bubbles: [],
      notice: '稍候',
      handoffReason: 'COMPLAINT',
    });
    await w.connect();
    await w.lease(replies![0]!);
    await w.report(replies![0]!, 'void');
    expect(await turnOf(w, next.turn_id!)).toMatchObject({ state: 'settled', outcome: 'handed_off' });
  });

  it('in a session that is closed meanwhile close its lines', async () => {
    const w = world();
    const { turnId, sessionId, replies } = await answered(w, '一', ['一']);
    await w.connect();
    await w.lease(replies[0]!);
    await w.command('close_session', { sessionId, resolution: 'UNSOLVED' });
    expect(await turnOf(w, turnId)).toMatchObject({ outcome: 'replied' });
    await w.report(replies[0]!, 'void');
    expect(await turnOf(w, turnId)).toMatchObject({ state: 'settled', outcome: 'closed' });
    expect(await w.rows('select 1 from handoff where tenant_id = $1', w.tenantId)).toEqual([]);
  });

  it('make one held turn of all a session’s unanswered lines, in their order', async () => {
    const w = world();
    const one = await answered(w, '一', ['答一']);
    const two = await answered(w, '二', ['答二']);
    await w.connect();
    await w.lease(one.replies[0]!);
    await w.lease(two.replies[0]!);
    const later = await w.say('三');
    await w.report(one.replies[0]!, 'void');
    await w.lease(two.replies[0]!);
    await w.report(two.replies[0]!, 'void');
    const held = await w.rows<{ id: string }>(
      `select id from turn where tenant_id = $1 and state = 'held'`,
      w.tenantId,
    );
    expect(held).toEqual([{ id: later.turn_id }]);
    const lines = await w.rows(
      `select content from message where turn_id = $1 and role = 'customer' order by id`,
      later.turn_id,
    );
    expect(lines).toEqual([{ content: '一' }, { content: '二' }, { content: '三' }]);
    expect(await w.rows(`select 1 from turn where tenant_id = $1`, w.tenantId)).toHaveLength(1);
  });
});
