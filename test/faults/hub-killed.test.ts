import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../support/database.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { BundledAgent } from '../support/whole/bundled-agent.ts';
import { WholeWorld } from '../support/whole/whole-world.ts';
import { FAULT_SEED, faultRuns, seededChance } from './fault-runs.ts';
import { startTraffic } from './traffic.ts';

describe.each(databaseKinds())(`a hub that is killed, on %s, seed ${FAULT_SEED}`, (kind) => {
  let world: WholeWorld;
  let agents: BundledAgent[];
  const runs = faultRuns(kind === 'postgres' ? 0.3 : 0.2);

  beforeAll(async () => {
    world = await WholeWorld.start({ kind });
    agents = [await world.agent('甲店微信'), await world.agent('乙店微信')];
  });
  afterAll(() => world.remove());

  it(
    `loses nothing and types nothing twice over ${runs} kills at random moments`,
    { timeout: 300_000 + runs * 120_000 },
    async () => {
      const chance = seededChance(FAULT_SEED);
      const traffic = startTraffic(agents, chance);
      for (let run = 0; run < runs; run += 1) {
        await traffic.written(chance.between(2, 6));
        await pause(chance.between(0, 1_500));
        await world.hub.end('SIGKILL');
        await pause(chance.between(0, 500));
        await world.hub.start();
      }
      await traffic.written(2);
      await traffic.stop();
      await world.rest();
      expect(await world.violations()).toBe('');
    },
  );

  it('goes on from each named moment: a line read, a turn open, a bubble typed', { timeout: 600_000 }, async () => {
    const [agent] = agents;
    const moments: Readonly<Record<string, (window: string) => Promise<unknown>>> = {
      'a line read': () => Promise.resolve(),
      'a turn open': async (window) => {
        const { sessionId } = await world.admin.sessionWith(window);
        // The turn may have ended before it was looked at; then this is the moment after its settling.
        expect(['OPEN', 'REPLIED']).toContain((await world.admin.outcomes(sessionId)).at(-1));
      },
      'a bubble typed': (window) => waitUntil(() => agent!.typed(window).length > 0, { for: 'a bubble' }),
    };
    for (const [name, reached] of Object.entries(moments)) {
      await agent!.say(name, '故障代码E07是什么意思');
      await reached(name);
      await world.hub.end('SIGKILL');
      await world.hub.start();
      await waitUntil(() => agent!.typed(name).length === 1, { for: `an answer after ${name}` });
      await world.rest();
    }
  });

  it('leaves a history without a fault', async () => {
    expect(await world.violations()).toBe('');
  });
});
