import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { HubClient, isType, type Answered, type Followed } from '../graphql/support/hub-client.ts';
import { databaseKinds } from '../support/database.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { BundledAgent } from '../support/whole/bundled-agent.ts';
import { SESSION_EVENTS } from '../support/whole/desk.ts';
import { textOf } from '../support/whole/text-of.ts';
import { WholeWorld } from '../support/whole/whole-world.ts';
import { FAULT_SEED, seededChance } from './fault-runs.ts';
import { startTraffic } from './traffic.ts';

/** After the last cut an agent may wait for as long as its longest pause between two tries. */
const REST_MS = 180_000;
const CUTS = 8;
/** The hub pings every 12 s and cuts whoever has not answered by the next one. */
const CLOSED_WITHIN_MS = 60_000;
const LINES = 60;
const LINES_AT_ONCE = 10;
/** Far above what 60 lines need, far below what a hub that kept everything for everybody would grow by. */
const GROWTH_LIMIT_KB = 150_000;

const LYING = { drop: 0.1, duplicate: 0.1, reorder: 0.1, hide: 0.1 };

describe(`a network that fails, on ${databaseKinds().at(-1)}, seed ${FAULT_SEED}`, () => {
  let world: WholeWorld;
  let proxies: TcpProxy[] = [];

  beforeAll(async () => {
    world = await WholeWorld.start({ kind: databaseKinds().at(-1)! });
  });
  afterEach(async () => {
    await Promise.all(proxies.map((proxy) => proxy.close()));
    proxies = [];
  });
  afterAll(() => world.remove());

  /** A stretch of network to the hub. */
  async function line(): Promise<{ proxy: TcpProxy; url: string }> {
    const proxy = await startTcpProxy(world.hub.port);
    proxies.push(proxy);
    return { proxy, url: `http://127.0.0.1:${proxy.port}` };
  }

  it(
    `cut ${CUTS} times, once a second, under windows that lie: nothing is lost, nothing is typed twice`,
    { timeout: 300_000 + REST_MS },
    async () => {
      const [first, second] = [await line(), await line()];
      const agents = [
        await world.agent('甲店微信', { url: first.url, faults: LYING }),
        await world.agent('乙店微信', { url: second.url, faults: LYING }),
      ];
      const traffic = startTraffic(agents, seededChance(FAULT_SEED + 7));
      await traffic.written(4);
      for (let cut = 0; cut < CUTS; cut += 1) {
        await pause(1_000);
        for (const { proxy } of [first, second]) proxy.cut();
      }
      await traffic.written(2);
      await traffic.stop();
      await world.rest(REST_MS);
      const typed = agents.flatMap((agent) => agent.transcript()).filter(({ by }) => by === 'agent');
      expect(typed).not.toEqual([]);
      await Promise.all(agents.map((agent) => agent.end('SIGTERM')));
    },
  );

  it('that stalls towards one reader: the hub cuts it off, serves the others, and misses nothing when it comes again', async ({
    skip,
  }) => {
    if (process.platform !== 'linux') skip('only Linux tells how a connection stands to one who reads nothing');
    const agent = await world.agent('丙店微信');
    await agent.say('王先生', '在吗');
    const { sessionId } = await world.admin.sessionWith('王先生');
    const { proxy, url } = await line();
    const far = new HubClient(url, world.admin.client.token).connect();
    const stalled = far.follow(SESSION_EVENTS, { sessionId });
    await stalled.until(isType('Synced'));
    const before = await idsOf(world, sessionId);
    await agent.say('王先生', '第一句');
    const last = await stalled.until((item) => textOf(item['message']?.['content']) === '第一句');
    const near = world.admin.socket();
    const live = near.follow(SESSION_EVENTS, { sessionId });
    await live.until(isType('Synced'));
    const memory = memoryKb(world.hub.pid);

    proxy.stall();
    expect(proxy.held()).toBe(1);
    await writeMany(agent, live);
    await waitUntil(() => proxy.held() === 0, { timeoutMs: CLOSED_WITHIN_MS, for: 'the hub to cut the line' });
    await expect.poll(async () => (await fetch(`${world.hub.url}/health/ready`)).status).toBe(200);
    const grown = memoryKb(world.hub.pid) - memory;

    const again = new HubClient(world.hub.url, world.admin.client.token).connect();
    const resumed = again.follow(SESSION_EVENTS, { sessionId, after: textOf(last['cursor']) });
    await resumed.until(isType('Synced'));
    await world.rest(REST_MS);
    const all = (await idsOf(world, sessionId)).filter((id) => !before.includes(id));
    await waitForAll(resumed, stalled, all);
    // What an event brings together has one cursor, its last: the line at the border is told again, no other.
    const told = [
      ...stalled.seen.map(messageId),
      ...resumed.seen.map(messageId).filter((id) => id !== messageId(last)),
    ];
    expect(told.filter((id) => id !== 'undefined').toSorted()).toEqual([...all].toSorted());
    expect([...stalled.seen, ...resumed.seen].filter(isType('Reset'))).toEqual([]);
    await Promise.all([near.close(), again.close()]);
    const bounds = [{ name: 'memory of the hub in kB, grown', limit: GROWTH_LIMIT_KB, seen: grown }];
    expect(await world.violations({ bounds })).toBe('');
  }, 600_000);
});

/** Lines of 1,000 characters, as many at once as stand in a window: one that scrolled away before the agent looked is gone. */
async function writeMany(agent: BundledAgent, live: Followed): Promise<void> {
  for (let number = 1; number <= LINES; number += 1) {
    await agent.say('王先生', `第${number}句${'长'.repeat(1_000)}`);
    if (number % LINES_AT_ONCE === 0) {
      await live.until((item) => textOf(item['message']?.['content']).startsWith(`第${number}句`));
    }
  }
}

/** Waits until every line was told to one who read first here and then there. */
async function waitForAll(resumed: Followed, stalled: Followed, all: readonly string[]): Promise<void> {
  const told = (): string[] => [...stalled.seen, ...resumed.seen].map(messageId);
  while (!all.every((id) => told().includes(id))) await resumed.next();
}

/** The line that an item brings; 'undefined' for others. */
function messageId(item: Answered): string {
  return textOf(item['message']?.['id']);
}

async function idsOf(world: WholeWorld, sessionId: string): Promise<string[]> {
  return (await world.admin.messages(sessionId)).map((message) => textOf(message['id']));
}

/** Memory of a process that is in RAM, in kB. */
function memoryKb(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}
