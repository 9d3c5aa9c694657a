import { ingestDesk } from '../ingest-desk.ts';
import { Inspector } from './inspector.ts';
import { SimulatedAgent } from './simulated-agent.ts';
import { SimulatedOperator } from './simulated-operator.ts';
import { SimulatedWorker } from './simulated-worker.ts';
import type { Stage } from './stage.ts';
import { Crowd, FeedReader, SimulatedSweeper } from './surroundings.ts';

/** Everybody who acts in a history. */
export interface Cast {
  readonly agents: readonly SimulatedAgent[];
  readonly operators: readonly SimulatedOperator[];
  readonly workers: readonly SimulatedWorker[];
  readonly crowd: Crowd;
  readonly sweeper: SimulatedSweeper;
  readonly reader: FeedReader;
  readonly inspector: Inspector;
}

export function castOf(stage: Stage): Cast {
  const agents = stage.agents.map((seat) => {
    // Two nodes of the hub, each with its own memory of places.
    const hubs = [0, 1].map(() => ingestDesk({ bed: stage.bed, tenantId: stage.tenantId, agentId: seat.id }).ingest);
    return new SimulatedAgent(stage, seat, hubs);
  });
  stage.beingTyped = () => agents.flatMap(({ process }) => process?.typing?.reply.room ?? []);
  stage.conditionOf = (id) => agents.find(({ seat }) => seat.id === id)?.condition ?? 'offline';
  return {
    agents,
    operators: stage.users.map((user) => new SimulatedOperator(stage, user)),
    workers: ['one', 'two'].map((name) => new SimulatedWorker(stage, `${name} of ${stage.tenantId}`)),
    crowd: new Crowd(stage),
    sweeper: new SimulatedSweeper(stage),
    reader: new FeedReader(stage),
    inspector: new Inspector(stage),
  };
}
