import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededRandom } from '../../agent/wechat/simulator/random.ts';
import { NO_FAULTS } from './support/bench-of-windows.ts';
import { RunningAgent } from './support/running-agent.ts';
import { ScriptedHub } from './support/scripted-hub.ts';
import { until } from './support/until.ts';

let hub: ScriptedHub;
let agent: RunningAgent;

beforeEach(async () => {
  hub = await new ScriptedHub().start();
});

afterEach(async () => {
  await agent.dispose();
  await hub.stop();
});

async function ready(pacing = 0): Promise<void> {
  agent = new RunningAgent(hub.url, pacing).start();
  agent.say('你好');
  await until(() => hub.state.lines.size === 1 && hub.state.openFeeds === 1, story);
}

function story(): string {
  return JSON.stringify([hub.state.history, agent.log.entries], null, 1);
}

const acknowledged = (fence: number): Promise<void> =>
  until(() => (hub.state.acknowledged.get('room-1') ?? 0) >= fence, story);

function pauseFor(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}

/** When the hub heard that a fence is kept. */
function acknowledgedAt(fence: number): number {
  const event = hub.state.history.find(({ what, detail }) => what === 'acknowledged' && Number(detail) >= fence);
  return event?.at ?? Infinity;
}

describe('a fence', () => {
  it('at any moment: nothing of the model is typed after its acknowledgement, and each bubble has its end before it', async () => {
    await ready();
    agent.faults = { ...NO_FAULTS, uiMs: 12 };
    const random = seededRandom(5);
    for (let round = 0; round < 40; round += 1) {
      const replies = [1, 2, 3].map((place) => hub.state.queue({ text: `第 ${round} 轮 ${place}` }));
      await pauseFor(random.between(0, 160));
      const fence = hub.state.fence('room-1');
      await acknowledged(fence);
      const heard = hub.state.history.length;
      const ends = replies.map((reply) => reply.state);
      expect(
        ends.every((state) => ['CONFIRMED', 'VOID', 'TYPED'].includes(state)),
        `${ends.join()} ${heard}`,
      ).toBe(true);
    }
    const typed = new Map(
      agent
        .transcript()
        .filter(({ by }) => by === 'agent')
        .map(({ content, at }) => [content, Date.parse(at)]),
    );
    expect(typed.size).toBeGreaterThan(5);
    for (const reply of hub.state.replies.values()) {
      const at = typed.get(reply.text);
      expect(at ?? 0).toBeLessThanOrEqual(acknowledgedAt(reply.fence + 1));
      expect(reply.state).toBe(at === undefined ? 'VOID' : 'CONFIRMED');
    }
    expect(agent.typed()).toHaveLength(typed.size);
  });

  it('drops a bubble in its pause at once', async () => {
    await ready(1);
    // A person would take 20 s to type it.
    hub.state.queue({ text: '要想很久很久'.repeat(40) });
    const started = performance.now();
    await acknowledged(hub.state.fence('room-1'));
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(agent.typed()).toEqual([]);
  });

  it('does not bind an operator’s bubble', async () => {
    await ready(0.05);
    const own = hub.state.queue({ text: '人工回复', origin: 'OPERATOR' });
    const model = hub.state.queue({ text: '机器人回复' });
    await acknowledged(hub.state.fence('room-1'));
    await until(() => own.state === 'CONFIRMED', story);
    expect(agent.typed()).toEqual(['人工回复']);
    expect(model.state).toBe('VOID');
  });

  it('that never reached the agent still stops it: the hub does not lease', async () => {
    await ready(0.05);
    hub.state.queue({ text: '太晚了' });
    hub.state.fence('room-1', false);
    const own = hub.state.queue({ text: '人工回复', origin: 'OPERATOR' });
    await until(() => own.state === 'CONFIRMED', story);
    expect(agent.typed()).toEqual(['人工回复']);
  });

  it('for a bubble that an earlier run had leased: void first, then the acknowledgement', async () => {
    await ready();
    const journalId = String(hub.greetings[0]?.['journalId']);
    await agent.stop();
    const reply = hub.state.queue({ text: '上次租下的', state: 'LEASED', journalId });
    const fence = hub.state.fence('room-1');
    agent.start();
    await acknowledged(fence);
    const order = hub.state.history
      .filter((event) => ['VOID', 'acknowledged'].includes(event.what))
      .map((event) => event.what);
    expect(order).toEqual(['VOID', 'acknowledged']);
    expect(reply.state).toBe('VOID');
    expect(agent.typed()).toEqual([]);
  });

  it('is acknowledged again when the hub could not take it, and after a new connection', async () => {
    await ready();
    hub.refusals.set('acknowledgeFence', ['UNAVAILABLE', 'INTERNAL']);
    await acknowledged(hub.state.fence('room-1'));
    hub.refusals.set('acknowledgeFence', ['UNAVAILABLE']);
    hub.stalled.add('acknowledgeFence');
    const fence = hub.state.fence('room-1');
    await until(() => hub.state.calls.filter((name) => name === 'acknowledgeFence').length >= 4, story);
    hub.stalled.clear();
    hub.cutSockets();
    await acknowledged(fence);
    expect(hub.greetings.length).toBeGreaterThan(1);
  });

  it('whose acknowledgement is not answered does not hold up other rooms', async () => {
    await ready();
    hub.stalled.add('acknowledgeFence');
    hub.state.fence('room-1');
    await until(() => hub.state.calls.includes('acknowledgeFence'), story);
    const reply = hub.state.queue({ roomId: 'room-2', text: '别的房间' });
    await until(() => reply.state === 'CONFIRMED', story);
    expect(agent.typed()).toEqual(['别的房间']);
  });
});

describe('nothing is typed', () => {
  it('before Synced', async () => {
    hub.state.sendsSynced = false;
    await ready();
    const reply = hub.state.queue({ text: '等同步' });
    await until(() => hub.state.renewals >= 2, story);
    expect(reply.state).toBe('QUEUED');
    hub.state.push({ __typename: 'Synced', cursor: 'e.1.1' });
    await until(() => reply.state === 'CONFIRMED', story);
  });

  it('without the connection lease', async () => {
    hub.state.connected = false;
    await ready();
    const reply = hub.state.queue({ text: '等租约' });
    await until(() => hub.state.renewals >= 2, story);
    expect(reply.state).toBe('QUEUED');
    hub.state.connected = true;
    await until(() => reply.state === 'CONFIRMED', story);
  });

  it('when renewals are no longer answered and the lease has run out', async () => {
    hub.state.leaseSeconds = 3;
    await ready();
    hub.stalled.add('renewLease');
    await pauseFor(1_100);
    const reply = hub.state.queue({ text: '租约已过' });
    await until(() => hub.state.calls.filter((name) => name === 'renewLease').length >= 2, story);
    await pauseFor(500);
    expect(reply.state).toBe('QUEUED');
    expect(agent.typed()).toEqual([]);
    hub.stalled.clear();
    await until(() => reply.state === 'CONFIRMED', story);
  });

  it('while an administrator holds the agent, and lines are still reported', async () => {
    hub.state.paused = true;
    await ready();
    const reply = hub.state.queue({ text: '等恢复' });
    agent.say('还在吗');
    await until(() => hub.state.lines.size === 2 && hub.state.heartbeats.length >= 2, story);
    expect(reply.state).toBe('QUEUED');
    hub.state.paused = false;
    await until(() => reply.state === 'CONFIRMED', story);
    expect(agent.log.entries.some(({ text }) => text.zh.includes('管理员已暂停'))).toBe(true);
  });

  it('while WeChat is locked, and all of it afterwards', async () => {
    await ready();
    agent.wechat.setState({ name: '模拟微信', state: 'SESSION_LOCKED' });
    await until(() => agent.log.withCode('[SESSION_LOCKED]').length === 1, story);
    const reply = hub.state.queue({ text: '等解锁' });
    await until(() => JSON.stringify(hub.state.heartbeats.at(-1)).includes('SESSION_LOCKED'), story);
    expect(reply.state).toBe('QUEUED');
    agent.wechat.setState({ name: '模拟微信', state: 'OK' });
    await until(() => reply.state === 'CONFIRMED', story);
  });

  it('that the hub takes back by Reset', async () => {
    await ready(0.1);
    const gone = hub.state.queue({ text: '重置前' });
    gone.state = 'VOID';
    hub.state.push({ __typename: 'Reset', reason: 'FOREIGN_EPOCH' });
    hub.state.push({ __typename: 'Synced', cursor: 'f.1.1' });
    const reply = hub.state.queue({ text: '重置后' });
    await until(() => reply.state === 'CONFIRMED', story);
    expect(agent.typed()).toEqual(['重置后']);
    expect(agent.log.withCode('[FOREIGN_EPOCH]')).toHaveLength(1);
  });
});
