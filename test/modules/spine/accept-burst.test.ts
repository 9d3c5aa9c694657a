import { expect, it } from 'vitest';
import { describeSpine } from '../../support/spine/describe-spine.ts';
import type { World } from '../../support/spine/spine-world.ts';

interface ClaimTimes {
  readonly due: number;
  readonly deadline: number;
  /** The same from the first line of the turn on. */
  readonly dueFromFirst: number;
  readonly revision: number;
}

/** Seconds from the turn's last line on. */
async function times(w: World, turnId: string | null): Promise<ClaimTimes> {
  return w.row<ClaimTimes>(
    `select extract(epoch from k.due_at - max(m.received_at))::float4 as due, extract(epoch from k.deadline_at - max(m.received_at))::float4 as deadline,
       extract(epoch from k.due_at - min(m.received_at))::float4 as "dueFromFirst", k.revision
     from turn_claim k join message m on m.turn_id = k.turn_id where k.turn_id = $1 group by k.turn_id`,
    turnId,
  );
}

describeSpine('a burst', (world) => {
  // Again where the machine stood still for longer than the burst may: the second line then comes to a turn that is due.
  it('is due 1.5 s after its last line, with a deadline 12 s later', { retry: 3 }, async () => {
    const w = world();
    const first = await w.say('在吗');
    expect(await times(w, first.turn_id)).toMatchObject({ due: 1.5, deadline: 13.5 });
    await w.letPass(0.1);
    const second = await w.say('想问个事');
    expect(second.turn_id).toBe(first.turn_id);
    expect(await times(w, first.turn_id)).toMatchObject({ due: 1.5, deadline: 13.5, revision: 2 });
    expect(second.due_at).toBeInstanceOf(Date);
  });

  it('is due at most 6 s after its first line, however long it goes on', async () => {
    const w = world();
    const first = await w.say('0');
    for (let line = 1; line <= 6; line += 1) {
      await w.letPass(1);
      expect((await w.say(String(line))).turn_id).toBe(first.turn_id);
      expect((await times(w, first.turn_id)).dueFromFirst).toBeLessThanOrEqual(6);
    }
    expect(await w.claim()).toMatchObject([{ turn_id: first.turn_id, revision: 7 }]);
  });

  it('is due at once after words that cannot wait, and a calm line after them does not delay it', async () => {
    const w = world();
    const first = await w.say('桩在冒烟', { dueNow: true, priority: 3 });
    expect((await times(w, first.turn_id)).due).toBeLessThanOrEqual(0);
    await w.say('怎么办');
    expect((await times(w, first.turn_id)).due).toBeLessThanOrEqual(0);
    expect(await w.claim()).toMatchObject([{ turn_id: first.turn_id, revision: 2 }]);
  });

  it('becomes due at once when such words come later', async () => {
    const w = world();
    const first = await w.say('你好');
    await w.say('我要投诉', { dueNow: true });
    expect(await w.claim()).toMatchObject([{ turn_id: first.turn_id }]);
  });

  it('keeps the highest priority of its lines, and VIPs are claimed first', async () => {
    const w = world();
    const plain = await w.say('一', { window: '甲' });
    const urgent = await w.say('二', { window: '乙', priority: 1 });
    const vip = await w.say('三', { window: '丙' });
    await w.rows(`update customer set level = 'white' where tenant_id = $1 and name = '丙'`, w.tenantId);
    await w.say('三点五', { window: '丙' });
    await w.say('二点五', { window: '乙' });
    await w.letPass(2);
    const order: string[] = [];
    for (let claimed = await w.claim('w', 1); claimed[0] !== undefined; claimed = await w.claim('w', 1))
      order.push(claimed[0].turn_id);
    expect(order).toEqual([vip.turn_id, urgent.turn_id, plain.turn_id]);
  });

  it('lets lines join a turn that a worker holds, and opens the next turn after 2 re-plans', async () => {
    const w = world();
    const first = await w.say('一');
    await w.letPass(2);
    const [claimed] = await w.claim();
    for (let replans = 0; replans < 2; replans += 1) {
      expect((await w.say(`再${replans}`)).turn_id).toBe(first.turn_id);
      expect(await w.bed.database.call('replan', [claimed!.turn_id, claimed!.attempt_token])).toEqual([
        { replan: true },
      ]);
    }
    const next = await w.say('还有');
    expect(next.turn_id).not.toBe(first.turn_id);
    expect((await w.say('还有呢')).turn_id).toBe(next.turn_id);
    expect((await times(w, first.turn_id)).revision).toBe(3);
  });

  it('opens the next turn when a worker holds one whose first line is 10 s old', async () => {
    const w = world();
    const first = await w.say('一');
    await w.letPass(2);
    await w.claim();
    await w.bed.database.call('renew_claims', ['worker-1']);
    await w.letPass(4.5);
    await w.bed.database.call('renew_claims', ['worker-1']);
    expect((await w.say('六秒半')).turn_id).toBe(first.turn_id);
    await w.letPass(4);
    await w.bed.database.call('renew_claims', ['worker-1']);
    expect((await w.say('十秒半')).turn_id).not.toBe(first.turn_id);
  });

  it('never moves the deadline of a turn that was begun, nor delays its next attempt', async () => {
    const w = world();
    const first = await w.say('一');
    await w.letPass(2);
    const deadline = () => w.row('select deadline_at from turn_claim where turn_id = $1', first.turn_id);
    const before = await deadline();
    const [claimed] = await w.claim();
    await w.say('二');
    expect(await deadline()).toEqual(before);
    await w.bed.database.call('fail_attempt', [claimed!.turn_id, claimed!.attempt_token, 0]);
    await w.say('三');
    expect(await deadline()).toEqual(before);
    expect((await times(w, first.turn_id)).due).toBeLessThanOrEqual(0);
  });

  it('joins a turn that a rate limit postponed without moving it, but words that cannot wait end the wait', async () => {
    const w = world();
    const first = await w.say('一');
    await w.letPass(2);
    const [claimed] = await w.claim();
    const until = new Date(Date.now() + 20_000);
    await w.bed.database.call('postpone', [claimed!.turn_id, claimed!.attempt_token, until]);
    expect((await w.say('二')).turn_id).toBe(first.turn_id);
    const postponed = await w.row<{ due_at: Date; wait: number }>(
      'select due_at, extract(epoch from deadline_at - due_at)::float4 as wait from turn_claim where turn_id = $1',
      first.turn_id,
    );
    expect(postponed).toEqual({ due_at: until, wait: 12 });
    expect((await w.say('着火了', { dueNow: true })).turn_id).toBe(first.turn_id);
    expect((await times(w, first.turn_id)).due).toBeLessThanOrEqual(0);
  });

  it('opens another turn after the last one settled', async () => {
    const w = world();
    const first = await w.say('一');
    await w.letPass(2);
    const [claimed] = await w.claim();
    expect(await w.settle(claimed!)).toMatchObject({ state: 'settled' });
    const second = await w.say('二');
    expect(second.turn_id).not.toBe(first.turn_id);
    expect(second.session_id).toBe(first.session_id);
  });
});
