import { setTimeout as pause } from 'node:timers/promises';
import questions from '../../agent/wechat/simulator/questions.json' with { type: 'json' };
import { waitUntil } from '../support/wait-until.ts';
import type { BundledAgent } from '../support/whole/bundled-agent.ts';
import type { Chance } from './fault-runs.ts';

/** Customers who go on writing until they are stopped. */
export interface Traffic {
  /** Waits until so many lines in all were written. */
  written(lines: number): Promise<void>;
  stop(): Promise<void>;
}

/** Two customers per agent ask, thank and repeat themselves, with pauses of 0.1–0.9 s; a dead agent's customers wait for it. */
export function startTraffic(agents: readonly BundledAgent[], chance: Chance): Traffic {
  let running = true;
  let count = 0;
  const talk = async (agent: BundledAgent, window: string): Promise<void> => {
    while (running) {
      const text = chance.between(0, 5) === 0 ? chance.pick(['嗯', '谢谢', '？', '在吗']) : chance.pick(questions);
      try {
        await agent.say(window, text);
        count += 1;
      } catch {
        // The agent is dead just now: nobody sees this line.
      }
      await pause(chance.between(100, 900));
    }
  };
  const talks = agents.flatMap((agent) => ['甲', '乙'].map((name) => talk(agent, `${name}·${agent.account}`)));
  return {
    written: async (lines) => {
      const goal = count + lines;
      await waitUntil(() => count >= goal, { timeoutMs: 120_000, for: `${lines} more lines` });
    },
    stop: async () => {
      running = false;
      await Promise.all(talks);
    },
  };
}
