import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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

/** An agent that runs, with a customer whose window is open and known. */
async function ready(pacing = 0): Promise<void> {
  agent = new RunningAgent(hub.url, pacing).start();
  agent.say('你好');
  await until(() => hub.state.lines.size === 1 && hub.state.openFeeds === 1, story);
}

function story(): string {
  return JSON.stringify([hub.state.history, hub.state.calls, agent.log.entries], null, 1);
}

const stateOf = (id: string): string | undefined => hub.state.replies.get(id)?.state;
const settled = (id: string, state: string): Promise<void> => until(() => stateOf(id) === state, story);

describe('bubbles', () => {
  it('of one room are typed in order, one after the other', async () => {
    await ready(0.02);
    const replies = ['第一句', '第二句很长很长很长很长', '三', '四'].map((text) => hub.state.queue({ text }));
    await settled(replies.at(-1)?.id ?? '', 'CONFIRMED');
    expect(agent.typed()).toEqual(replies.map((reply) => reply.text));
    const leases = hub.state.history.filter((event) => event.what === 'leased').map((event) => event.id);
    expect(leases).toEqual(replies.map((reply) => reply.id));
  });

  it('of different rooms do not wait for each other’s pauses', async () => {
    agent = new RunningAgent(hub.url, 0.05).start();
    agent.say('你好', '王先生');
    agent.say('你好', '李女士');
    await until(() => hub.state.lines.size === 2 && hub.state.openFeeds === 1, story);
    const slow = hub.state.queue({ roomId: 'a', window: '王先生', text: '长'.repeat(200) });
    const quick = hub.state.queue({ roomId: 'b', window: '李女士', text: '短' });
    await settled(quick.id, 'CONFIRMED');
    expect(stateOf(slow.id)).toBe('QUEUED');
    await settled(slow.id, 'CONFIRMED');
  });

  it('are typed once though the feed shows them again and again', async () => {
    await ready();
    const reply = hub.state.queue({ text: '只此一次' });
    for (let time = 0; time < 5; time += 1) hub.state.push(hub.state.item(reply));
    await settled(reply.id, 'CONFIRMED');
    hub.state.push(hub.state.item({ ...reply, state: 'LEASED' }));
    hub.cutSockets();
    await until(() => hub.greetings.length === 2 && hub.state.openFeeds === 1, story);
    const next = hub.state.queue({ text: '下一句' });
    await settled(next.id, 'CONFIRMED');
    expect(agent.typed()).toEqual(['只此一次', '下一句']);
  });

  it('that a former feed showed and the present one does not are forgotten', async () => {
    await ready(0.3);
    const reply = hub.state.queue({ text: '不再需要' });
    reply.state = 'VOID';
    hub.cutSockets();
    await until(() => hub.greetings.length === 2 && hub.state.openFeeds === 1, story);
    const next = hub.state.queue({ text: '需要' });
    await settled(next.id, 'CONFIRMED');
    expect(agent.typed()).toEqual(['需要']);
    expect(hub.state.deliveriesOf(reply.id)).toEqual([]);
  });

  it('taken back while waiting are not typed', async () => {
    await ready(0.3);
    const reply = hub.state.queue({ text: '收回' });
    const other = hub.state.queue({ text: '留下' });
    hub.state.voidReply(reply.id);
    await settled(other.id, 'CONFIRMED');
    expect(agent.typed()).toEqual(['留下']);
  });

  it('granted before the lease lapsed are asked for again before they are typed', async () => {
    hub.state.leaseSeconds = 4;
    await ready();
    const renewals = hub.state.renewals;
    await until(() => hub.state.renewals > renewals, story);
    // Two fences that nobody answers for hold the windows for longer than the lease is held.
    hub.stalled.add('acknowledgeFence');
    hub.state.fence('room-2');
    hub.state.fence('room-3');
    const reply = hub.state.queue({ text: '晚一点' });
    await settled(reply.id, 'LEASED');
    const before = hub.state.calls.length;
    await settled(reply.id, 'CONFIRMED');
    const since = hub.state.calls.slice(before);
    expect(since.lastIndexOf('leaseReplies')).toBeGreaterThan(since.indexOf('renewLease'));
    expect(agent.typed()).toEqual(['晚一点']);
  });

  it('that the hub gave up and this journal knows nothing of were never typed: void', async () => {
    await ready();
    const journalId = String(hub.greetings[0]?.['journalId']);
    await agent.stop();
    const lost = hub.state.queue({ text: '租约的回答丢了', state: 'UNKNOWN', journalId });
    agent.start();
    await settled(lost.id, 'VOID');
    expect(agent.typed()).toEqual([]);
  });

  it('never show up: reported as unknown, never typed again', async () => {
    await ready();
    agent.faults = { ...NO_FAULTS, loseEcho: 1 };
    const lost = hub.state.queue({ text: '消失' });
    await settled(lost.id, 'UNKNOWN');
    agent.faults = NO_FAULTS;
    hub.cutSockets();
    await until(() => hub.greetings.length === 2 && hub.state.openFeeds === 1, story);
    const next = hub.state.queue({ text: '下一句' });
    await settled(next.id, 'CONFIRMED');
    expect(agent.typed()).toEqual(['消失', '下一句']);
    expect(hub.state.deliveriesOf(lost.id).slice(0, 2)).toEqual(['TYPED', 'UNKNOWN']);
  });

  it('that show up late become confirmed after all', async () => {
    await ready();
    agent.faults = { ...NO_FAULTS, delayMs: 3_000 };
    const late = hub.state.queue({ text: '慢慢来' });
    await settled(late.id, 'UNKNOWN');
    await settled(late.id, 'CONFIRMED');
    expect(agent.typed()).toEqual(['慢慢来']);
    expect(hub.state.texts('王先生')).toEqual(['你好']);
  });
});

describe('the wrong window', () => {
  it('is noticed before Enter, and the bubble reaches the right one', async () => {
    agent = new RunningAgent(hub.url).start();
    for (const window of ['王先生', '李女士', '张工']) agent.say('你好', window);
    await until(() => hub.state.lines.size === 3 && hub.state.openFeeds === 1, story);
    agent.faults = { ...NO_FAULTS, wrongChat: 0.5 };
    const replies = Array.from({ length: 6 }, (_, place) =>
      hub.state.queue({ roomId: `r${place}`, text: `只给王先生 ${place}` }),
    );
    await until(() => replies.every((reply) => ['CONFIRMED', 'VOID'].includes(reply.state)), story);
    expect(agent.typed('李女士')).toEqual([]);
    expect(agent.typed('张工')).toEqual([]);
    const confirmed = replies.filter((reply) => reply.state === 'CONFIRMED').map((reply) => reply.text);
    expect([...agent.typed('王先生')].toSorted()).toEqual(confirmed.toSorted());
  });

  it('that is not there at all gives the bubble back as void', async () => {
    await ready();
    const reply = hub.state.queue({ window: '查无此人', text: '有人吗' });
    await settled(reply.id, 'VOID');
    expect(hub.state.history.find((event) => event.what === 'VOID')?.detail).toBe('CHAT_NOT_FOUND');
    expect(agent.typed()).toEqual([]);
  });

  it('of a name that two windows carry is never typed into', async () => {
    await ready();
    const window = agent.wechat.window({ account: '模拟微信', window: '王先生' });
    if (window === undefined) throw new Error('no window');
    window.chat = { ...window.chat, ambiguous: true };
    const reply = hub.state.queue({ text: '发给谁' });
    await settled(reply.id, 'VOID');
    expect(hub.state.history.find((event) => event.what === 'VOID')?.detail).toBe('AMBIGUOUS_WINDOW');
    expect(agent.typed()).toEqual([]);
  });
});

describe('a person on the phone', () => {
  it('is reported as an outgoing line, own bubbles are not', async () => {
    await ready();
    const reply = hub.state.queue({ text: '机器人的话' });
    await settled(reply.id, 'CONFIRMED');
    agent.phone('我本人来说');
    await until(() => hub.state.lines.size === 2, story);
    expect([...hub.state.lines.values()].at(-1)).toMatchObject({ direction: 'OUT', content: '我本人来说' });
  });

  it('who typed the same words before is not taken for the bubble', async () => {
    await ready();
    agent.phone('好的');
    const reply = hub.state.queue({ text: '好的' });
    await settled(reply.id, 'CONFIRMED');
    await until(() => hub.state.lines.size === 2, story);
    expect(
      agent
        .transcript()
        .filter((entry) => entry.content === '好的')
        .map((entry) => entry.by),
    ).toEqual(['phone', 'agent']);
  });
});
