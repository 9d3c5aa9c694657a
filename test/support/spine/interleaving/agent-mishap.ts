import type { AgentBody } from './agent-body.ts';
import { emptyJournal, newProcess, type Journal, type Process } from './agent-journal.ts';

/** An agent to which something can happen. */
interface Mortal extends AgentBody {
  journal: Journal;
  process: Process | undefined;
  /** Steps for which the machine gives it no time. */
  stopped: number;
  crash(why: string): void;
  nextConnection(): string;
}

/** What goes wrong with an agent beside its death in the middle of a call. */
export function agentMishap(agent: Mortal, process: Process): void {
  const typing = process.typing?.phase === 'intent' || process.typing?.phase === 'enter';
  const kind = agent.stage.dice.weighted([
    [5, 'crash'],
    [4, 'cut'],
    [typing ? 12 : 3, 'stop'],
    [4, 'lag'],
    [1, 'loss'],
  ] as const);
  agent.stage.count(`agent: ${kind}`);
  switch (kind) {
    case 'crash':
      return agent.crash('suddenly');
    case 'cut':
      return cut(agent, process);
    case 'stop':
      agent.stopped = 2 + agent.stage.dice.below(10);
      // What came meanwhile reaches it in no hurry.
      process.lagging = agent.stage.dice.below(8);
      return agent.note('is stopped where it is');
    case 'lag':
      process.lagging = 3 + agent.stage.dice.below(12);
      return agent.note('hears late from now on');
    case 'loss':
      agent.process = undefined;
      agent.journal = emptyJournal(`journal ${agent.stage.number()}`, true);
      return agent.note('loses its journal');
  }
}

/** The process lives on: its desk stays until the new feed is in sync; what was being typed asks again. */
function cut(agent: Mortal, process: Process): void {
  const again = newProcess(agent.nextConnection());
  for (const [id, reply] of process.desk) again.desk.set(id, reply);
  agent.process = again;
  agent.note('is cut off and connects anew');
}
