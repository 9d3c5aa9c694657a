import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { WholeWorld } from '../support/whole/whole-world.ts';

const REMOVE = 'mutation ($requestId: ID!) { removeDemo(requestId: $requestId) }';

describe.runIf(process.platform === 'linux')('the demo', () => {
  let world: WholeWorld;

  beforeAll(async () => {
    world = await WholeWorld.start({ kind: 'pglite', demo: true });
  });
  afterAll(() => world.remove());

  /** Programs that the hub has started and that run. */
  const agents = (): readonly string[] =>
    readFileSync(`/proc/${world.hub.pid}/task/${world.hub.pid}/children`, 'utf8')
      .split(' ')
      .filter((pid) => pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('agent.mjs'));

  it('takes its agent with it when it is removed, and the hub goes on', async () => {
    await waitUntil(() => agents().length === 1, { for: 'the agent of the demo' });
    expect(await world.admin.client.ask(REMOVE)).toEqual({ removeDemo: true });
    await waitUntil(() => agents().length === 0, { for: 'the end of the agent' });
    await expect.poll(async () => (await fetch(`${world.hub.url}/health/ready`)).status).toBe(200);
  });
});
