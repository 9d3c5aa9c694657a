import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AgentProcess } from './support/agent-process.ts';
import { ScriptedHub } from './support/scripted-hub.ts';
import { until } from './support/until.ts';

describe('the way of a message through a real agent process', () => {
  let hub: ScriptedHub;
  let agent: AgentProcess;

  beforeEach(async () => {
    hub = await new ScriptedHub().start();
    hub.state.onLine = (line) => {
      if (line.direction === 'IN') hub.state.queue({ window: line.chat.window, text: `答：${line.content}` });
    };
    agent = await new AgentProcess({ url: hub.url }).start();
  });

  afterEach(async () => {
    await agent.dispose();
    await hub.stop();
  });

  it('reports what a customer says, types the answer and confirms it', async () => {
    await agent.say('王先生', '保修几年');
    await until(
      () => hub.state.history.some((event) => event.what === 'CONFIRMED'),
      () => agent.output,
    );
    expect(hub.state.texts('王先生')).toEqual(['保修几年']);
    expect(agent.typed()).toEqual(['答：保修几年']);
    const [line] = hub.state.lines.values();
    expect(line).toMatchObject({
      direction: 'IN',
      type: 'TEXT',
      seq: 1,
      catchUp: false,
      afterGap: false,
      chat: { kind: 'FRIEND', name: '王先生' },
    });
    expect(line?.ageMs).toBeLessThan(65_000);
    expect(hub.state.history.map((event) => event.what)).toEqual(['stored', 'leased', 'TYPED', 'CONFIRMED']);
    expect(hub.greetings[0]).toMatchObject({ version: '0.1.0', journalId: expect.any(String) });
  });
});
