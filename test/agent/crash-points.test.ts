import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CRASH_POINTS, type CrashPoint } from '../../agent/crash-points.ts';
import { AgentProcess } from './support/agent-process.ts';
import { ScriptedHub } from './support/scripted-hub.ts';
import { until } from './support/until.ts';

const QUESTIONS = ['保修几年', '什么时候发货', '能开专票不'];
/** The simulator's default. */
const VISIBLE_LINES = 14;
const FENCE_POINTS: readonly CrashPoint[] = ['before-fence-acknowledge', 'after-fence-acknowledge'];

describe('kill -9 at every named point', () => {
  let hub: ScriptedHub;
  let agent: AgentProcess;

  beforeEach(async () => {
    hub = await new ScriptedHub().start();
    hub.state.onLine = (line) => {
      if (line.direction === 'IN') hub.state.queue({ window: line.chat.window, text: `答：${line.content}` });
    };
    agent = new AgentProcess({ url: hub.url });
  });

  afterEach(async () => {
    await agent.dispose();
    await hub.stop();
  });

  /** Every bubble the hub queued has an end, and the hub's story is the transcript's. */
  function isAtRest(): boolean {
    const replies = [...hub.state.replies.values()];
    return (
      hub.state.lines.size === QUESTIONS.length &&
      replies.every((reply) => ['CONFIRMED', 'UNKNOWN', 'VOID'].includes(reply.state))
    );
  }

  function story(): string {
    const states = [...hub.state.replies.values()].map((reply) => `${reply.text} ${reply.state}`);
    return `${states.join('\n')}\nlines ${hub.state.texts('王先生').join()}\n${agent.output}`;
  }

  it.each(CRASH_POINTS.filter((point) => !FENCE_POINTS.includes(point)))(
    '%s: nothing is lost, nothing is typed twice',
    async (point) => {
      await agent.start(point);
      const [first = '', ...rest] = QUESTIONS;
      await agent.say('王先生', first);
      await agent.ended();
      for (const question of rest) agent.sayMeanwhile('王先生', question);
      await agent.start();
      await until(isAtRest, story);
      expect(hub.state.texts('王先生')).toEqual(QUESTIONS);
      const typed = agent.typed();
      expect(new Set(typed).size).toBe(typed.length);
      const textsIn = (state: string): readonly string[] =>
        [...hub.state.replies.values()].filter((reply) => reply.state === state).map((reply) => reply.text);
      expect(typed).toEqual(expect.arrayContaining([...textsIn('CONFIRMED')]));
      expect(typed.filter((text) => textsIn('VOID').includes(text))).toEqual([]);
      // Only a bubble whose key was or may have been pressed when the process died can be of unknown fate.
      const unknown = [...hub.state.replies.values()].filter((reply) => reply.state === 'UNKNOWN');
      const mayBeUnknown = ['after-intent', 'after-set-text'].includes(point);
      expect(unknown.length).toBe(mayBeUnknown ? 1 : 0);
      expect(agent.output).not.toContain('broken');
    },
  );

  it.each(FENCE_POINTS)('%s: the fence is acknowledged, nothing older is typed', async (point) => {
    hub.state.onLine = () => undefined;
    await agent.start(point);
    const reply = hub.state.queue({ text: '旧回答', state: 'LEASED', journalId: 'none yet' });
    await agent.say('王先生', QUESTIONS[0] ?? '');
    await until(() => hub.state.lines.size === 1, story);
    reply.state = 'QUEUED';
    const fence = hub.state.fence('room-1');
    await agent.ended();
    await agent.start();
    await until(() => hub.state.acknowledged.get('room-1') === fence, story);
    expect(agent.typed()).toEqual([]);
  });

  it('in the middle of many lines: order and ids survive', async () => {
    await agent.start('after-report:2');
    const texts = Array.from({ length: 40 }, (_, place) => `第 ${place} 句`);
    hub.state.onLine = () => undefined;
    for (const [place, text] of texts.entries()) {
      // A window shows its last 14 lines; what scrolls by before anybody ever looked is nobody's to report.
      await until(() => agent.exited || hub.state.lines.size > place - VISIBLE_LINES / 2, story);
      if (agent.exited) agent.sayMeanwhile('王先生', text);
      else
        await agent
          .say('王先生', text)
          .catch(() =>
            agent
              .ended()
              .then(
                () => agent.transcript().some((entry) => entry.content === text) || agent.sayMeanwhile('王先生', text),
              ),
          );
    }
    await agent.ended();
    await agent.start();
    await until(() => hub.state.lines.size === texts.length, story);
    expect(hub.state.texts('王先生')).toEqual(texts);
  });
});
