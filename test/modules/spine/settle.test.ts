import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { answered, claimedTurn, roomOf, turnOf } from '../../support/spine/spine-scenes.ts';

describeSpine('settle', (world) => {
  it('writes outcome, bubbles in order, trace and one event', async () => {
    const w = world();
    const claimed = await claimedTurn(w, '多少钱');
    const result = await w.settle(claimed, {
      bubbles: ['五块', '包邮'],
      confidence: 0.9,
      evidenceIds: ['3', '4'],
      trace: { model: 'm' },
      tokensTotal: 70,
      latencyMs: 12,
      kind: 'inquiry',
      customer: { score: 61.5, level: 'white', state: 'potential' },
    });
    expect(result).toMatchObject({ state: 'settled', replies: [expect.any(String), expect.any(String)] });
    const turn = await w.row('select * from turn where id = $1', claimed.turn_id);
    expect(turn).toMatchObject({
      state: 'settled',
      outcome: 'replied',
      tokens_total: 70,
      latency_ms: 12,
      evidence_ids: ['3', '4'],
      trace: { model: 'm' },
      attempts: 1,
    });
    expect(turn['confidence']).toBeCloseTo(0.9, 5);
    const bubbles = await w.rows(
      `select p.id, p.text, p.state, p.origin, p.fence, m.role, m.turn_id from reply p join message m on m.id = p.message_id where p.turn_id = $1 order by p.seq`,
      claimed.turn_id,
    );
    const common = { state: 'queued', origin: 'model', fence: 0, role: 'model', turn_id: claimed.turn_id };
    expect(bubbles).toEqual([
      { id: result.replies![0], text: '五块', ...common },
      { id: result.replies![1], text: '包邮', ...common },
    ]);
    expect(await w.rows('select 1 from turn_claim where tenant_id = $1', w.tenantId)).toEqual([]);
    expect(await w.row('select turn_count, total_tokens, kind from session where id = $1', claimed.session_id)).toEqual(
      { turn_count: 1, total_tokens: 70, kind: 'inquiry' },
    );
    expect(
      await w.row(
        'select level, state, last_answered_at is not null as answered from customer where tenant_id = $1',
        w.tenantId,
      ),
    ).toEqual({ level: 'white', state: 'potential', answered: true });
    const events = await w.rows<{ data: { replies: string[] }; account_ids: string[] }>(
      `select data, account_ids from event where tenant_id = $1 and kind = 'settled'`,
      w.tenantId,
    );
    expect(events).toHaveLength(1);
    expect(events[0]!.data.replies).toEqual(result.replies);
    expect(events[0]!.account_ids).toHaveLength(1);
  });

  it('writes nothing when a new line came, and the second try takes it in', async () => {
    const w = world();
    const claimed = await claimedTurn(w, '多少钱');
    await w.say('包邮吗');
    expect(await w.settle(claimed)).toEqual({ state: 'replan' });
    expect(await w.rows('select 1 from reply where tenant_id = $1', w.tenantId)).toEqual([]);
    expect(await turnOf(w, claimed.turn_id)).toMatchObject({ state: 'open', outcome: null });
    expect(await w.settle({ ...claimed, revision: 2 })).toMatchObject({ state: 'settled' });
  });

  it('writes nothing twice', async () => {
    const w = world();
    const claimed = await claimedTurn(w, '多少钱');
    expect(await w.settle(claimed)).toMatchObject({ state: 'settled' });
    expect(await w.settle(claimed, { bubbles: ['另一个答案'] })).toEqual({ state: 'lost' });
    expect(await w.rows('select text from reply where tenant_id = $1', w.tenantId)).toEqual([{ text: '好的' }]);
  });

  it('writes nothing for a fence that is not the room’s', async () => {
    const w = world();
    const claimed = await claimedTurn(w, '多少钱');
    expect(await w.settle(claimed, { fence: 7 })).toEqual({ state: 'fenced' });
    expect(await turnOf(w, claimed.turn_id)).toMatchObject({ state: 'open' });
  });

  it('is lost once an operator has asked for the room', async () => {
    const w = world();
    const claimed = await claimedTurn(w, '多少钱');
    await w.connect();
    await w.command('take_over', { roomId: (await roomOf(w)).id });
    expect(await w.settle(claimed)).toEqual({ state: 'lost' });
    expect(await turnOf(w, claimed.turn_id)).toMatchObject({ state: 'held', outcome: null });
  });

  it('wins or loses against lines that arrive at the same moment, and loses none of them', async () => {
    const w = world();
    for (let round = 0; round < 20; round += 1) {
      const window = `客户${round}`;
      const claimed = await claimedTurn(w, '一', { window });
      const [result, said] = await Promise.all([w.settle(claimed), w.say('二', { window })]);
      expect(said.turn_id === claimed.turn_id).toBe(result.state !== 'settled');
      const lost = await w.rows(
        `select 1 from message m where m.session_id = $1 and m.role = 'customer' and not exists (
        select 1 from turn t where t.id = m.turn_id and (t.outcome is not null or exists (select 1 from turn_claim k where k.turn_id = t.id)))`,
        said.session_id,
      );
      expect(lost).toEqual([]);
    }
  });

  it('hands off with one notice, holds what follows and stays silent', async () => {
    const w = world();
    const claimed = await claimedTurn(w, '转人工');
    const result = await w.settle(claimed, {
      outcome: 'handed_off',
      bubbles: [],
      notice: '已转人工',
      handoffReason: 'ASKED_FOR_HUMAN',
      handoffDetail: '客户要求',
      priority: 2,
    });
    expect(result).toMatchObject({ state: 'settled', replies: [expect.any(String)], handoff: expect.any(Number) });
    expect(
      await w.row(
        'select reason, detail, priority, state, turn_id, extract(epoch from due_at - opened_at)::int as sla, extract(epoch from expires_at - opened_at)::int as expiry from handoff where id = $1',
        result.handoff,
      ),
    ).toEqual({
      reason: 'ASKED_FOR_HUMAN',
      detail: '客户要求',
      priority: 2,
      state: 'waiting',
      turn_id: claimed.turn_id,
      sla: 120,
      expiry: 43200,
    });
    expect(await w.row('select origin, text from reply where tenant_id = $1', w.tenantId)).toEqual({
      origin: 'notice',
      text: '已转人工',
    });
    expect(await w.say('快点')).toMatchObject({ due_at: null });
    expect(await w.row('select handoff_id from session where id = $1', claimed.session_id)).toEqual({
      handoff_id: String(result.handoff),
    });
  });

  it('takes a later turn of the session along into the handoff', async () => {
    const w = world();
    const claimed = await claimedTurn(w, '一');
    for (let n = 0; n < 2; n += 1) await w.bed.database.call('replan', [claimed.turn_id, claimed.attempt_token]);
    const later = await w.say('二');
    await w.settle(claimed, { outcome: 'handed_off', bubbles: [], handoffReason: 'LOW_CONFIDENCE' });
    expect(await turnOf(w, later.turn_id!)).toMatchObject({ state: 'held' });
    expect(await w.rows('select 1 from turn_claim where tenant_id = $1', w.tenantId)).toEqual([]);
  });

  it('remembers that the last answer was a question, until the next settle', async () => {
    const w = world();
    const first = await claimedTurn(w, '多少钱');
    await w.settle(first, { outcome: 'clarified', clarify: true, bubbles: ['哪一款？'] });
    const second = await claimedTurn(w, '第一款');
    expect((await w.gather(second))!['session']).toMatchObject({ clarifyOpen: true });
    await w.settle(second);
    expect(await w.row('select clarify_open from session where id = $1', first.session_id)).toEqual({
      clarify_open: false,
    });
  });

  it('keeps silence as an outcome of its own', async () => {
    const w = world();
    const claimed = await claimedTurn(w, '谢谢');
    expect(await w.settle(claimed, { outcome: 'no_reply_needed', bubbles: [] })).toEqual({ state: 'settled' });
    expect(await w.row('select last_answered_at from customer where tenant_id = $1', w.tenantId)).toEqual({
      last_answered_at: null,
    });
  });

  it('leaves a level that a person pinned', async () => {
    const w = world();
    const claimed = await claimedTurn(w, '你好');
    await w.rows(`update customer set level = 'black', level_pinned = true where tenant_id = $1`, w.tenantId);
    await w.settle(claimed, { customer: { level: 'white' } });
    expect(await w.row('select level from customer where tenant_id = $1', w.tenantId)).toEqual({ level: 'black' });
  });

  it('types bubbles of a room in the order in which they were settled', async () => {
    const w = world();
    const group = { window: '群', group: true, externalId: 'g' } as const;
    const one = await answered(w, '一', ['答一'], { ...group, sender: '甲' });
    const two = await answered(w, '二', ['答二'], { ...group, sender: '乙' });
    await w.connect();
    expect(await w.lease(two.replies[0]!)).toBe('NOT_NEXT');
    expect(await w.lease(one.replies[0]!)).toBe('granted');
  });
});

describeSpine('usage', (world) => {
  it('is reserved and booked once each, whatever is said again', async () => {
    const w = world();
    const callId = randomUUID();
    const entry = (kind: string, promptTokens: number) =>
      w.ask(
        'book_usage',
        JSON.stringify({
          callId,
          entry: kind,
          provider: 'p',
          model: 'm',
          promptTokens,
          completionTokens: 5,
          cost: 0.01,
        }),
      );
    await entry('reserved', 100);
    await entry('booked', 90);
    await entry('booked', 999);
    expect(await w.rows('select entry, prompt_tokens from usage where tenant_id = $1 order by id', w.tenantId)).toEqual(
      [
        { entry: 'reserved', prompt_tokens: 100 },
        { entry: 'booked', prompt_tokens: 90 },
      ],
    );
  });
});
