import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { drawPicture } from '../../agent/wechat/simulator/picture.ts';
import { RunningAgent } from './support/running-agent.ts';
import { ScriptedHub } from './support/scripted-hub.ts';
import { until } from './support/until.ts';

let hub: ScriptedHub;
let agent: RunningAgent;

beforeEach(async () => {
  hub = await new ScriptedHub().start();
  agent = new RunningAgent(hub.url);
});

afterEach(async () => {
  await agent.dispose();
  await hub.stop();
});

function story(): string {
  return JSON.stringify([hub.state.calls, agent.log.entries, hub.state.lines.size], null, 1);
}

const stored = (count: number): Promise<void> => until(() => hub.state.lines.size === count, story);

describe('lines said while the hub is away', () => {
  it('arrive in order and in batches of at most 128 when it is back', async () => {
    await hub.stop();
    agent.start();
    const texts = Array.from({ length: 300 }, (_, place) => `第 ${place} 句`);
    for (const [place, text] of texts.entries()) {
      agent.say(text);
      if (place % 40 === 0) await until(() => (agent.journal?.lastSequence('line') ?? 0) >= place + 1, story);
    }
    await until(() => agent.journal?.lastSequence('line') === 300, story);
    await hub.start();
    await stored(300);
    expect(hub.state.texts('王先生')).toEqual(texts);
    expect(Math.max(...hub.state.ingests.map((input) => input.messages.length))).toBeLessThanOrEqual(128);
    expect(hub.state.ingests.length).toBeGreaterThanOrEqual(3);
    const sequences = [...hub.state.lines.values()].map((line) => line.seq);
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b));
  });

  it('carry their age by this machine’s own clock', async () => {
    hub.clockAheadMs = 3_600_000;
    hub.stalled.add('ingestMessages');
    agent.start();
    agent.say('第一句');
    await until(() => hub.state.calls.includes('ingestMessages'), story);
    agent.say('第二句');
    await until(() => agent.journal?.lastSequence('line') === 2, story);
    const captured = Date.now();
    hub.stalled.clear();
    hub.cutSockets();
    await stored(2);
    const second = [...hub.state.lines.values()][1];
    expect(second?.ageMs).toBeGreaterThanOrEqual(200);
    expect(second?.ageMs).toBeLessThan(Date.now() - captured + 2_000);
    expect(Date.parse(second?.capturedAt ?? '')).toBeLessThanOrEqual(Date.now());
  });

  it('keep their ids when the first receipt is lost', async () => {
    agent.start();
    let lost = true;
    hub.state.receipt = () => {
      if (!lost) return { state: 'DUPLICATE' };
      lost = false;
      hub.cutSockets();
      return { state: 'STORED' };
    };
    agent.say('只有一次');
    await until(() => hub.state.ingests.length >= 2, story);
    const ids = hub.state.ingests.map((input) => input.messages[0]?.clientMessageId);
    expect(new Set(ids).size).toBe(1);
    await until(() => hub.state.heartbeats.at(-1)?.['outboxDepth'] === 0, story);
  });

  it('of two accounts go in reports of one account each', async () => {
    agent.start();
    agent.say('甲', '王先生', '模拟微信');
    agent.say('乙', '王先生', '二号微信');
    await stored(2);
    expect(hub.state.ingests.map((input) => input.account).toSorted()).toEqual(['二号微信', '模拟微信']);
  });
});

describe('a line the hub does not take', () => {
  it('by its receipt is laid aside, said, and holds up nobody', async () => {
    hub.state.receipt = (line) =>
      line.content === '坏' ? { state: 'REJECTED', code: 'LIMIT_TEXT' } : { state: 'STORED' };
    agent.start();
    for (const text of ['好', '坏', '也好']) agent.say(text);
    await stored(2);
    expect(hub.state.texts('王先生')).toEqual(['好', '也好']);
    await until(() => agent.log.withCode('[LIMIT_TEXT]').length === 1, story);
    await until(() => hub.state.heartbeats.at(-1)?.['outboxDepth'] === 0, story);
  });

  it('by refusing its whole report is found by halving', async () => {
    await hub.stop();
    agent.start();
    agent.say('0');
    await until(() => agent.journal?.lastSequence('line') === 1, story);
    for (let place = 1; place < 20; place += 1) agent.say(place === 13 ? '坏' : `${place}`);
    await until(() => agent.journal?.lastSequence('line') === 20, story);
    const ingest = hub.state.ingest.bind(hub.state);
    hub.state.ingest = (input) => {
      if (input.messages.some((line) => line.content === '坏')) hub.refuse('BAD_INPUT');
      return ingest(input);
    };
    await hub.start();
    await stored(19);
    expect(hub.state.texts('王先生')).toEqual(
      Array.from({ length: 20 }, (_, place) => `${place}`).filter((text) => text !== '13'),
    );
    expect(agent.log.withCode('[BAD_INPUT]')).toHaveLength(1);
  });

  it('without a receipt stays in the queue and is sent again', async () => {
    let silent = true;
    hub.state.receipt = (line) => (line.content === '漏' && silent ? undefined : { state: 'STORED' });
    agent.start();
    agent.say('好');
    agent.say('漏');
    await until(() => hub.state.ingests.length >= 3, story);
    silent = false;
    await stored(2);
    expect(hub.state.texts('王先生')).toEqual(['好', '漏']);
  });

  it('for want of room or time at the hub is sent again', async () => {
    hub.refusals.set('ingestMessages', ['UNAVAILABLE', 'INTERNAL', 'LIMIT_RATE']);
    agent.start();
    agent.say('终会到');
    await stored(1);
    expect(agent.log.entries.filter((entry) => entry.level === 'error')).toEqual([]);
  });

  it('for being too long is shortened first', async () => {
    agent.start();
    agent.say('长'.repeat(5_000));
    await stored(1);
    expect([...hub.state.lines.values()][0]?.content).toMatch(/^长{3999}…$/);
  });
});

describe('pictures', () => {
  const picture = (seed: number): void =>
    void agent.wechat.say({ account: '模拟微信', window: '王先生', by: 'customer', content: '[图片]', picture: seed });
  const hashOf = (seed: number): string => createHash('sha256').update(drawPicture(seed)).digest('hex');

  it('go up before their line, whole and once', async () => {
    agent.start();
    picture(3);
    picture(3);
    picture(4);
    await stored(3);
    expect([...hub.state.lines.values()].map((line) => [line.type, line.mediaHash])).toEqual(
      [3, 3, 4].map((seed) => ['IMAGE', hashOf(seed)]),
    );
    expect(hub.uploads.get(hashOf(3))).toEqual(drawPicture(3));
    expect(hub.uploads.size).toBe(2);
  });

  it('that the hub refuses do not hold up the words', async () => {
    hub.uploadStatus = 413;
    agent.start();
    picture(3);
    agent.say('看图');
    await stored(2);
    expect([...hub.state.lines.values()].map((line) => line.mediaHash)).toEqual([null, null]);
    expect(agent.log.entries.some(({ text }) => text.zh.includes('HTTP 413'))).toBe(true);
  });

  it('are tried again while the store is down, and given up after some time', async () => {
    hub.uploadStatus = 503;
    agent.start();
    picture(3);
    await until(() => agent.log.entries.some(({ text }) => text.zh.includes('HTTP 503')), story);
    await stored(1);
    hub.uploadStatus = undefined;
    picture(4);
    await stored(2);
    expect([...hub.state.lines.values()].map((line) => line.mediaHash)).toEqual([null, hashOf(4)]);
  });
});

describe('the heartbeat', () => {
  it('carries real figures, the state of each login and the depth of the queue', async () => {
    agent.start();
    agent.say('你好');
    await stored(1);
    await until(
      () => hub.state.heartbeats.length >= 2 && hub.state.heartbeats.at(-1)?.['messagesProcessed'] === 1,
      story,
    );
    const beat = hub.state.heartbeats.at(-1);
    expect(beat).toMatchObject({
      version: '0.1.0',
      wxOnline: true,
      outboxDepth: 0,
      journalId: hub.greetings[0]?.['journalId'],
    });
    expect(beat?.['accounts']).toEqual(['模拟微信', '二号微信'].map((name) => ({ name, state: 'OK', detail: null })));
    for (const figure of ['cpuPercent', 'memoryPercent']) {
      expect(beat?.[figure]).toBeGreaterThanOrEqual(0);
      expect(beat?.[figure]).toBeLessThanOrEqual(100);
    }
    expect(beat?.['memoryPercent']).toBeGreaterThan(0);
  });
});
