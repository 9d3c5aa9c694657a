import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AgentProcess } from './support/agent-process.ts';
import { RunningAgent } from './support/running-agent.ts';
import { ScriptedHub } from './support/scripted-hub.ts';
import { until } from './support/until.ts';

let hub: ScriptedHub;

beforeEach(async () => {
  hub = await new ScriptedHub().start();
});

afterEach(() => hub.stop());

describe('a full disk', () => {
  let agent: RunningAgent;

  afterEach(() => agent.dispose());

  const story = (): string => JSON.stringify([hub.state.history.length, agent.log.entries], null, 1);

  it('pauses reading and typing, says so here and at the hub, and loses nothing', async () => {
    agent = new RunningAgent(hub.url).start({ maxPages: 40 });
    await hub.stop();
    const said: string[] = [];
    await until(() => {
      const text = `第 ${said.length} 句 ${'满'.repeat(120)}`;
      said.push(text);
      agent.say(text);
      return agent.log.withCode('[DISK_FULL]').length > 0;
    }, story);
    // Every line that fits a window read back is still there: fifty lines.
    await hub.start();
    await until(
      () => hub.state.heartbeats.some((beat) => JSON.stringify(beat['accounts']).includes('DISK_FULL')),
      story,
    );
    const reply = hub.state.queue({ text: '磁盘满时不发' });
    const beats = hub.state.heartbeats.length;
    await until(() => hub.state.heartbeats.length > beats + 1, story);
    expect(['QUEUED', 'LEASED']).toContain(reply.state);
    expect(agent.typed()).toEqual([]);
    agent.journal?.prepare('pragma max_page_count = 100000').get();
    await until(() => hub.state.lines.size >= said.length, story);
    expect(hub.state.texts('王先生')).toEqual(said);
    await until(() => reply.state === 'CONFIRMED', story);
    expect(agent.log.entries.some(({ text }) => text.zh.includes('恢复可写'))).toBe(true);
  });
});

describe('a real process', () => {
  let agent: AgentProcess;

  beforeEach(() => {
    agent = new AgentProcess({ url: hub.url });
  });

  afterEach(() => agent.dispose());

  it('sets a broken journal aside, says where, and marks what it sees as after a gap', async () => {
    await agent.start();
    await agent.say('王先生', '以前说的');
    await until(
      () => hub.state.lines.size === 1,
      () => agent.output,
    );
    // Asked to stop, it leaves no write-ahead log from which SQLite would mend the file.
    await agent.kill('SIGTERM');
    writeFileSync(`${agent.dataFolder}/journal.db`, 'not a database at all '.repeat(500));
    await agent.start();
    await until(
      () => hub.state.lines.size === 2,
      () => agent.output,
    );
    expect(agent.output).toMatch(/journal\.db\.broken-.*\[BROKEN\]/);
    expect([...hub.state.lines.values()][1]).toMatchObject({ content: '以前说的', afterGap: true });
    expect(new Set(hub.greetings.map((greeting) => greeting['journalId'])).size).toBe(2);
  });

  it('goes on with a new journal when it meets damage while it runs', async () => {
    await agent.start();
    await agent.say('王先生', '第一句');
    await until(
      () => hub.state.lines.size === 1,
      () => agent.output,
    );
    await agent.kill();
    const database = new DatabaseSync(`${agent.dataFolder}/journal.db`);
    // A reported row is not looked at before its chat is.
    database.exec('update line set box = zeroblob(200)');
    database.close();
    await agent.start();
    await agent.say('王先生', '第二句');
    await until(
      () => hub.state.texts('王先生').includes('第二句'),
      () => agent.output,
    );
    expect(agent.output).toContain('[BROKEN]');
    expect(agent.exited).toBe(false);
  });

  it('keeps a second agent out of its folder', async () => {
    await agent.start();
    const second = new AgentProcess({ url: hub.url, cache: { directory: agent.dataFolder } });
    second.launch();
    await second.ended();
    expect(second.exitCode).toBe(1);
    expect(second.output).toContain('[LOCKED]');
    await second.dispose();
  });

  it('does not overwrite a key file that holds no key', async () => {
    await agent.start();
    await agent.kill('SIGTERM');
    writeFileSync(agent.keyFile, 'oops');
    agent.launch();
    await agent.ended();
    expect(agent.exitCode).toBe(1);
    expect(agent.output).toContain(agent.keyFile);
  });

  it('keeps nothing on disk when told so, and says what that means', async () => {
    await agent.dispose();
    agent = new AgentProcess({ url: hub.url, cache: { enabled: false } });
    await agent.start();
    await agent.say('王先生', '只在内存');
    await until(
      () => hub.state.lines.size === 1,
      () => agent.output,
    );
    expect(agent.output).toContain('cache.enabled');
  });

  it('says every fault of its configuration at once and leaves with 2', async () => {
    agent.launch(undefined, { url: 'ftp://nowhere', apiKey: '', heartbeat: { interval: 'often' } });
    await agent.ended();
    expect(agent.exitCode).toBe(2);
    for (const key of ['server.url', 'client.api_key', 'heartbeat.interval']) expect(agent.output).toContain(key);
  });

  it('stops when asked: finishes the bubble at hand, reports it and leaves with 0', async () => {
    await agent.start();
    await agent.say('王先生', '你好');
    await until(
      () => hub.state.lines.size === 1,
      () => agent.output,
    );
    const reply = hub.state.queue({ text: '最后一句' });
    await until(
      () => agent.typed().length === 1,
      () => agent.output,
    );
    await agent.kill('SIGTERM');
    expect(agent.exitCode).toBe(0);
    expect(reply.state).toBe('CONFIRMED');
  });
});
