import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../support/database.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { BundledAgent } from '../support/whole/bundled-agent.ts';
import { WholeWorld } from '../support/whole/whole-world.ts';
import { FAULT_SEED, faultRuns, seededChance, type Chance } from './fault-runs.ts';

const STAY = { timeoutMs: 45_000 };
const STATES = ['online', 'offline', 'half dead'] as const;
const QUESTIONS = ['故障代码E01是什么意思', '故障代码E03是什么意思', '故障代码E07是什么意思'];

describe.each(databaseKinds())(`takeover at random moments, on %s, seed ${FAULT_SEED}`, (kind) => {
  let world: WholeWorld;
  let agents: Record<(typeof STATES)[number], BundledAgent>;
  const rounds = Math.ceil(faultRuns(kind === 'postgres' ? 0.3 : 0.15) / STATES.length);

  beforeAll(async () => {
    world = await WholeWorld.start({ kind });
    const slow = { pacing: 0.3, faults: { ui_ms: 60 } };
    agents = {
      online: await world.agent('在线微信', slow),
      offline: await world.agent('断线微信', slow),
      'half dead': await world.agent('半死微信', slow),
    };
  }, 120_000);
  afterAll(() => world.remove());

  /** A question, a takeover somewhere between it and its answer, an operator's line, and back. */
  async function takeOverAmid(state: (typeof STATES)[number], round: number, chance: Chance): Promise<void> {
    const agent = agents[state];
    const window = `客户${round}·${agent.account}`;
    await agent.say(window, chance.pick(QUESTIONS));
    const place = await world.admin.sessionWith(window);
    await pause(chance.between(0, 4_000));
    if (state === 'offline') await agent.end('SIGKILL');
    if (state === 'half dead') process.kill(agent.pid, 'SIGSTOP');
    await world.admin.takeOver(place.roomId);
    await waitUntil(async () => (await world.admin.owner(place.sessionId)) === 'HUMAN', {
      ...STAY,
      for: `the takeover from an agent that is ${state}`,
    });
    const shown = agent.typed(window).length;
    await world.admin.write(place.sessionId, `坐席第${round}句`);
    if (state === 'offline') await agent.start();
    if (state === 'half dead') process.kill(agent.pid, 'SIGCONT');
    await waitUntil(() => agent.typed(window).at(-1) === `坐席第${round}句`, { ...STAY, for: 'the operator’s line' });
    expect(agent.typed(window).slice(shown), 'what was typed after the room was a person’s').toEqual([
      `坐席第${round}句`,
    ]);
    await waitUntil(async () => (await world.admin.handBack(place.roomId)) === 'OK', { ...STAY, for: 'hand-back' });
  }

  it(
    `types nothing of the model over a person, ${rounds * STATES.length} times`,
    { timeout: 60_000 + rounds * 60_000 },
    async () => {
      const chance = seededChance(FAULT_SEED + 2);
      for (let round = 0; round < rounds; round += 1) {
        await Promise.all(STATES.map((state) => takeOverAmid(state, round, chance)));
      }
      await world.rest();
      expect(await world.violations()).toBe('');
    },
  );
});
