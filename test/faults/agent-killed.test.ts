import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CRASH_POINTS } from '../../agent/crash-points.ts';
import { databaseKinds } from '../support/database.ts';
import { waitUntil } from '../support/wait-until.ts';
import { WholeWorld } from '../support/whole/whole-world.ts';

const BATCH = 5;

/** Some points lie on the way of a line and of a bubble, others on that of a fence. */
const NEEDS_FENCE = /fence/;

describe(`an agent that is killed, on ${databaseKinds().at(-1)}`, () => {
  let world: WholeWorld;

  beforeAll(async () => {
    world = await WholeWorld.start({ kind: databaseKinds().at(-1)! });
  });
  afterAll(() => world.remove());

  async function dieAt(point: string): Promise<void> {
    const agent = await world.prepareAgent(point);
    const window = `客户·${point}`;
    await agent.start(NEEDS_FENCE.test(point) ? point : '');
    await agent.say(window, '在吗');
    const { roomId, sessionId } = await world.admin.sessionWith(window);
    await waitUntil(() => agent.typed(window).length > 0, { for: `the greeting of ${point}` });
    if (NEEDS_FENCE.test(point)) {
      await world.admin.takeOver(roomId);
    } else {
      await agent.control('/crash', { at: point });
      // What the greeting still leaves to do may reach the point first: then the line is said to nobody.
      await agent.say(window, '故障代码E01是什么意思').catch(() => undefined);
    }
    await waitUntil(() => !agent.alive(), { for: `the death at ${point}` });
    await agent.start();
    if (!NEEDS_FENCE.test(point)) return;
    await waitUntil(async () => (await world.admin.owner(sessionId)) === 'HUMAN', { for: 'the takeover' });
    await world.admin.write(sessionId, '人工来了');
    await waitUntil(() => agent.typed(window).includes('人工来了'), { for: 'the line of the operator' });
    await waitUntil(async () => (await world.admin.lines(sessionId)).at(-1)?.delivery === 'CONFIRMED');
    expect(await world.admin.handBack(roomId)).toBe('OK');
  }

  const batches = Array.from({ length: Math.ceil(CRASH_POINTS.length / BATCH) }, (_, batch) =>
    CRASH_POINTS.slice(batch * BATCH, (batch + 1) * BATCH),
  );
  it.each(batches)('comes back without a loss or a repeat from %s, %s, %s, %s and %s', async (...points) => {
    await Promise.all(points.map(dieAt));
    await world.rest();
    await Promise.all(world.agents.map((agent) => agent.end('SIGTERM')));
  });

  it('leaves a history without a fault', async () => {
    expect(await world.violations()).toBe('');
  });
});
