import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { startPostgres, type PostgresCluster } from '../support/postgres.ts';
import { waitUntil } from '../support/wait-until.ts';
import { WholeWorld } from '../support/whole/whole-world.ts';
import { FAULT_SEED, seededChance } from './fault-runs.ts';
import { startTraffic } from './traffic.ts';

const PRESENT = inject('postgresUrl') !== undefined;

describe(`PostgreSQL that goes away under a hub, seed ${FAULT_SEED}`, () => {
  let cluster: PostgresCluster | undefined;
  let world: WholeWorld;

  beforeEach(({ skip }) => {
    if (!PRESENT) skip('PostgreSQL not installed');
  });
  beforeAll(async () => {
    if (!PRESENT) return;
    cluster = await startPostgres();
    world = await WholeWorld.start({ kind: 'postgres', cluster: cluster! });
  });
  afterAll(async () => {
    if (!PRESENT) return;
    await world.remove();
    await cluster?.stop();
  });

  const ready = async (): Promise<number> => (await fetch(`${world.hub.url}/health/ready`)).status;

  it('tells the truth meanwhile, goes on by itself, and loses nothing', { timeout: 600_000 }, async () => {
    const agent = await world.agent('门店微信');
    const traffic = startTraffic([agent], seededChance(FAULT_SEED + 5));
    for (const how of ['fast', 'kill'] as const) {
      await traffic.written(4);
      await cluster!.halt(how);
      await waitUntil(async () => (await ready()) === 503, { for: 'the hub to say it cannot work' });
      await traffic.written(2);
      await cluster!.start();
      await waitUntil(async () => (await ready()) === 200, { for: 'the hub to be ready again' });
    }
    await traffic.written(3);
    await traffic.stop();
    await world.rest();
    expect(await world.violations()).toBe('');
  });
});
