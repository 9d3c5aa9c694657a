import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import { claimedTurn, turnOf } from '../../support/spine/spine-scenes.ts';

interface Look {
  readonly claimed: readonly {
    readonly turnId: string;
    readonly token: string;
    readonly dueAt: string;
    readonly deadlineAt: string;
  }[];
  readonly next_due: number | null;
}

describeSpine('claims of turns', (world, bed) => {
  const call = <Row extends object>(
    fn: Parameters<ReturnType<typeof bed>['database']['call']>[0],
    ...args: unknown[]
  ) => bed().database.call<Row>(fn, args);

  it('are given when due, for 5 s, to one worker', async () => {
    const w = world();
    const said = await w.say('一');
    expect(await w.claim()).toEqual([]);
    await w.letPass(2);
    const [claimed] = await w.claim('a');
    expect(claimed).toMatchObject({
      turn_id: said.turn_id,
      session_id: said.session_id,
      tenant_id: w.tenantId,
      attempts: 1,
    });
    expect(await w.claim('b')).toEqual([]);
    await w.letPass(5.1);
    const [again] = await w.claim('b');
    expect(again).toMatchObject({ turn_id: said.turn_id, attempts: 2 });
    expect(again!.attempt_token).not.toBe(claimed!.attempt_token);
    expect(again!.deadline_at.getTime() - again!.due_at.getTime()).toBe(12_000);
  });

  it('never go to two workers at once', async () => {
    const w = world();
    await w.sayAll(Array.from({ length: 30 }, (_, index) => ({ text: '在', window: `客户${index}` })));
    await w.letPass(2);
    const taken = await Promise.all(Array.from({ length: 6 }, (_, index) => w.claim(`w${index}`, 8)));
    const turns = taken.flat().map(({ turn_id }) => turn_id);
    expect(turns).toHaveLength(30);
    expect(new Set(turns).size).toBe(30);
    expect(taken.every((batch) => batch.length <= 8)).toBe(true);
  });

  it('wait for an earlier turn of their session', async () => {
    const w = world();
    const claimed = await claimedTurn(w, '一');
    for (let n = 0; n < 2; n += 1) await call('replan', claimed.turn_id, claimed.attempt_token);
    const second = await w.say('二');
    expect(second.turn_id).not.toBe(claimed.turn_id);
    await w.letPass(2);
    expect(await w.claim()).toEqual([]);
    expect(await w.settle(claimed)).toMatchObject({ state: 'settled' });
    expect(await w.claim()).toMatchObject([{ turn_id: second.turn_id }]);
  });

  it('are renewed all in one call, which tells the present revision', async () => {
    const w = world();
    const one = await claimedTurn(w, '一', { window: '甲' });
    const two = await claimedTurn(w, '一', { window: '乙' });
    await w.letPass(4);
    await w.say('补充', { window: '甲' });
    const renewed = await call<{ turn_id: string; attempt_token: string; revision: number }>(
      'renew_claims',
      'worker-1',
    );
    expect(renewed.toSorted((a, b) => Number(a.turn_id) - Number(b.turn_id))).toEqual([
      { turn_id: one.turn_id, attempt_token: one.attempt_token, revision: 2 },
      { turn_id: two.turn_id, attempt_token: two.attempt_token, revision: 1 },
    ]);
    await w.letPass(4);
    expect(await w.claim('b')).toEqual([]);
    await w.letPass(1.5);
    expect(await w.claim('b')).toHaveLength(2);
    expect(await call('renew_claims', 'worker-1')).toEqual([]);
  });

  it('given back by a drain are no attempt, given back for a dead process they are', async () => {
    const w = world();
    await claimedTurn(w, '一');
    expect(await call('release_claims', 'worker-1', true)).toEqual([{ release_claims: 1 }]);
    expect(await w.claim()).toMatchObject([{ attempts: 1 }]);
    await call('release_claims', 'worker-1', false);
    expect(await w.claim()).toMatchObject([{ attempts: 2 }]);
    expect(await call('release_claims', 'another', false)).toEqual([{ release_claims: 0 }]);
  });

  it('come back after a failed attempt and its pause, three times in all', async () => {
    const w = world();
    await claimedTurn(w, '一');
    for (const attempt of [1, 2, 3]) {
      const [row] = await w.rows<{ turn_id: string; attempt_token: string; attempts: number }>(
        'select * from turn_claim where tenant_id = $1',
        w.tenantId,
      );
      expect(row!.attempts).toBe(attempt);
      await call('fail_attempt', row!.turn_id, row!.attempt_token, 900);
      expect(await w.claim()).toEqual([]);
      await w.letPass(1);
      expect(await w.claim()).toHaveLength(attempt < 3 ? 1 : 0);
    }
  });

  it('are left alone by calls with a token that is no longer theirs', async () => {
    const w = world();
    const claimed = await claimedTurn(w, '一');
    const stale = randomUUID();
    await call('fail_attempt', claimed.turn_id, stale, 0);
    expect(await call('replan', claimed.turn_id, stale)).toEqual([{ replan: false }]);
    expect(await call('postpone', claimed.turn_id, stale, new Date())).toEqual([{ postpone: false }]);
    expect(await w.gather({ ...claimed, attempt_token: stale })).toBeUndefined();
    expect(await w.settle({ ...claimed, attempt_token: stale })).toEqual({ state: 'lost' });
    expect(await w.settle(claimed)).toMatchObject({ state: 'settled' });
  });

  it('postponed by a rate limit are no attempt and keep 12 s to the deadline', async () => {
    const w = world();
    const claimed = await claimedTurn(w, '一');
    const until = new Date(Date.now() + 10_000);
    expect(await call('postpone', claimed.turn_id, claimed.attempt_token, until)).toEqual([{ postpone: true }]);
    expect(await w.claim()).toEqual([]);
    await w.letPass(11);
    const [again] = await w.claim();
    expect(again).toMatchObject({ turn_id: claimed.turn_id, attempts: 1 });
    expect(again!.deadline_at.getTime() - again!.due_at.getTime()).toBe(12_000);
  });

  it('tell the time until the next one, by the database’s clock and without turns that are due', async () => {
    const w = world();
    const look = async () => (await call<Look>('claim_due', 'worker-1', 100))[0]!;
    expect(await look()).toEqual({ claimed: [], next_due: null });
    const said = await w.say('一');
    const { claimed: none, next_due: soon } = await look();
    expect(none).toEqual([]);
    expect(soon).toBeGreaterThan(0);
    expect(soon).toBeLessThanOrEqual(1500);
    await w.letPass(2);
    const { claimed, next_due: later } = await look();
    expect(claimed).toMatchObject([
      { turnId: said.turn_id, sessionId: said.session_id, tenantId: w.tenantId, attempt: 1, revision: 1 },
    ]);
    expect(Date.parse(claimed[0]!.deadlineAt) - Date.parse(claimed[0]!.dueAt)).toBe(12_000);
    expect(later).toBeNull();
    const [{ turnId, token }] = claimed as [Look['claimed'][number]];
    for (let n = 0; n < 2; n += 1) await call('replan', turnId, token);
    const second = await w.say('二');
    expect((await look()).next_due).toBeGreaterThan(0);
    await w.letPass(2);
    expect(await look()).toEqual({ claimed: [], next_due: null });
    await w.settle({ turn_id: turnId, attempt_token: token, revision: 1 } as never);
    expect((await look()).claimed).toMatchObject([{ turnId: second.turn_id }]);
  });
});

describeSpine('a turn whose attempts are spent', (world, bed) => {
  it('is buried once: dead_letter, with a handoff, and later lines wait for a person', async () => {
    const w = world();
    const claimed = await claimedTurn(w, '一');
    const spent = () => bed().database.call<{ turn_id: string }>('spent_claims', []);
    await w.rows('update turn_claim set attempts = 3 where turn_id = $1', claimed.turn_id);
    expect(await spent()).toEqual([]);
    expect(await w.ask('bury', claimed.turn_id)).toEqual([{ buried: false }]);
    await w.letPass(5.1);
    expect(await w.claim()).toEqual([]);
    expect(await spent()).toEqual([{ tenant_id: w.tenantId, turn_id: claimed.turn_id }]);
    expect(await w.ask('bury', claimed.turn_id)).toEqual([{ buried: true }]);
    expect(await w.ask('bury', claimed.turn_id)).toEqual([{ buried: false }]);
    expect(await turnOf(w, claimed.turn_id)).toMatchObject({ state: 'settled', outcome: 'dead_letter' });
    expect(await w.rows(`select reason, state, turn_id from handoff where tenant_id = $1`, w.tenantId)).toEqual([
      { reason: 'DEAD_LETTER', state: 'waiting', turn_id: claimed.turn_id },
    ]);
    expect(await w.settle(claimed)).toEqual({ state: 'lost' });
    expect(await w.say('还在吗')).toMatchObject({ due_at: null });
    expect(await w.claim()).toEqual([]);
  });
});

describeSpine('what a worker reads of its turn', (world) => {
  it('is its lines, those before it without void bubbles, the room, the counts and the settings', async () => {
    const w = world();
    const first = await claimedTurn(w, '你好');
    await w.settle(first, { bubbles: ['您好', '请问有什么可以帮您'] });
    await w.rows(`update reply set state = 'void' where tenant_id = $1 and text = '您好'`, w.tenantId);
    await w.say('多少钱');
    const claimed = await claimedTurn(w, '包邮吗');
    const gathered = (await w.gather(claimed))!;
    expect(gathered.lines.map(({ content, setAside }) => [content, setAside])).toEqual([
      ['多少钱', false],
      ['包邮吗', false],
    ]);
    expect(gathered.history.map(({ role, content }) => [role, content])).toEqual([
      ['customer', '你好'],
      ['model', '请问有什么可以帮您'],
    ]);
    expect(gathered.room).toMatchObject({ owner: 'model', fence: 0 });
    expect(gathered.turn).toMatchObject({ revision: 2, attempts: 1, replans: 0 });
    expect(gathered.counts).toMatchObject({ accountMinute: 1, roomMinute: 1, accountDay: 1, roomDay: 1 });
    expect(gathered['customer']).toMatchObject({ name: '张三', totalMessages: 3 });
    expect(gathered['settings']).toEqual({});
    expect(gathered['ambiguous']).toBe(false);
  });
});
