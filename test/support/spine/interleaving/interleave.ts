import { checkHistory, explainViolations } from '../../history-checker.ts';
import type { History } from '../../history/history.ts';
import { ingestDesk } from '../ingest-desk.ts';
import type { SpineBed } from '../spine-bed.ts';
import { SimulatedAgent } from './simulated-agent.ts';
import { SimulatedOperator } from './simulated-operator.ts';
import { SimulatedWorker } from './simulated-worker.ts';
import { Stage, type Actor } from './stage.ts';
import { Crowd, FeedReader, SimulatedSweeper } from './surroundings.ts';

export interface InterleavingOptions {
  /** Steps before the calm at most; the seed says how many of them. */
  readonly steps: number;
  /** Actors that act at the same time; above 1 only where the database has several sessions. */
  readonly atOnce: number;
}

/** How one history ended. */
export interface Interleaving {
  readonly seed: number;
  /** Empty when every invariant held. */
  readonly violations: string;
  readonly trace: readonly string[];
  /** What happened in it, by name, to see that the histories are worth checking. */
  readonly seen: ReadonlyMap<string, number>;
}

/** Multiples of 0.8 s: no sum of them comes so near below a limit of the design that the machine's speed could decide. */
const PAUSES_MS = [
  [30, 800],
  [20, 1_600],
  [12, 3_200],
  [8, 5_600],
  [6, 10_400],
  [3, 31_200],
  [2, 64_000],
  [1, 608_000],
  [0.4, 1_808_000],
  [0.2, 43_208_000],
] as const;

/** Plays one history that a seed decides, brings it to rest and checks it. */
export async function interleave(bed: SpineBed, seed: number, options: InterleavingOptions): Promise<Interleaving> {
  const stage = new Stage(bed, seed);
  await stage.open();
  const cast = castOf(stage);
  let failure = '';
  try {
    await rough(stage, cast, options);
    await rest(stage, cast);
  } catch (error) {
    failure = `it broke: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
  const history: History = {
    tenantId: stage.tenantId,
    typed: stage.typed,
    spoken: stage.spoken,
    acknowledged: stage.acknowledged,
    commands: stage.commands,
    feeds: [cast.reader.feed],
    atRest: failure === '',
  };
  const violations = await checkHistory(bed.owner, failure === '' ? history : { ...history, feeds: [] });
  const seen = await countSeen(stage);
  await stage.close();
  return {
    seed,
    violations: [failure, explainViolations(violations)].filter((text) => text !== '').join('\n'),
    trace: stage.trace,
    seen,
  };
}

interface Cast {
  readonly agents: readonly SimulatedAgent[];
  readonly operators: readonly SimulatedOperator[];
  readonly workers: readonly SimulatedWorker[];
  readonly crowd: Crowd;
  readonly sweeper: SimulatedSweeper;
  readonly reader: FeedReader;
}

function castOf(stage: Stage): Cast {
  return {
    agents: stage.agents.map((seat) => {
      // Two nodes of the hub, each with its own memory of places.
      const hubs = [0, 1].map(() => ingestDesk({ bed: stage.bed, tenantId: stage.tenantId, agentId: seat.id }).ingest);
      return new SimulatedAgent(stage, seat, hubs);
    }),
    operators: stage.users.map((user) => new SimulatedOperator(stage, user)),
    workers: ['one', 'two'].map((name) => new SimulatedWorker(stage, `${name} of ${stage.tenantId}`)),
    crowd: new Crowd(stage),
    sweeper: new SimulatedSweeper(stage),
    reader: new FeedReader(stage),
  };
}

async function rough(stage: Stage, cast: Cast, { steps, atOnce }: InterleavingOptions): Promise<void> {
  const { agents, operators, workers, crowd, sweeper, reader } = cast;
  const weights: readonly (readonly [number, Actor])[] = [
    ...agents.map((agent) => [11, agent] as const),
    ...workers.map((worker) => [5, worker] as const),
    ...operators.map((operator) => [2.5, operator] as const),
    [6, crowd],
    [2, sweeper],
    [1, reader],
  ];
  const last = Math.ceil(steps * (0.25 + 0.75 * stage.dice.float()));
  for (let step = 0; step < last; step += atOnce) {
    if (stage.dice.chance(0.12)) await stage.pass(stage.dice.weighted(PAUSES_MS));
    const acting = new Set(Array.from({ length: atOnce }, () => stage.dice.weighted(weights)));
    await Promise.all([...acting].map((actor) => actor.step()));
  }
}

/** Rounds until nothing is under way; more mean that something never ends. */
const ROUNDS = 60;

async function rest(stage: Stage, cast: Cast): Promise<void> {
  stage.calm = true;
  stage.note('--- calm ---');
  const home = stage.dice.chance(0.3);
  for (let round = 0; round < ROUNDS; round += 1) {
    const all = [cast.crowd, ...cast.agents, ...cast.operators, ...cast.workers];
    await settleDown(all);
    if (await cast.sweeper.step()) await settleDown(all);
    const wait = await stillWaiting(stage, cast, round);
    if (wait === 0 && !(home && round === 0)) break;
    if (home && wait === 0) for (const operator of cast.operators) await operator.goHome();
    await stage.pass(wait === 0 ? 800 : wait);
    if (round === ROUNDS - 1) throw new Error(`after ${ROUNDS} rounds something is still under way`);
  }
  await settleDown([cast.reader]);
}

/** Lets everyone do what they can until nobody has more to do; who found nothing is called again when others have done something. */
async function settleDown(actors: readonly Actor[]): Promise<void> {
  const idleSince = new Map<Actor, number>();
  let done = 0;
  for (let busy = true; busy;) {
    busy = false;
    for (const actor of actors) {
      if (idleSince.get(actor) === done) continue;
      busy = true;
      while (await actor.step()) done += 1;
      idleSince.set(actor, done);
      if (done > 2_000) throw new Error(`${actor.name} never comes to an end`);
    }
  }
}

/** Milliseconds after which something that is still under way may have ended; 0 when nothing is. */
async function stillWaiting(stage: Stage, cast: Cast, round: number): Promise<number> {
  const [row] = await stage.rows<{ claims: number; replies: number; requested: number; phones: number }>(
    `select (select count(*) from turn_claim where tenant_id = $1)::int as claims,
       (select count(*) from reply where tenant_id = $1 and state in ('queued', 'leased', 'typed'))::int as replies,
       (select count(*) from room where tenant_id = $1 and owner = 'requested')::int as requested,
       (select count(*) from room where tenant_id = $1 and owner = 'phone')::int as phones`,
  );
  const { claims, replies, requested, phones } = row!;
  const talking = !cast.agents.every((agent) => agent.quiet());
  if (claims > 0 || talking) return 2_400;
  if (requested > 0) return 12_000;
  if (replies > 0) return round % 4 === 3 ? 608_000 : 12_000;
  return phones > 0 ? 608_000 : 0;
}

async function countSeen(stage: Stage): Promise<Map<string, number>> {
  const rows = await stage.rows<{ what: string; times: number }>(
    `select 'turn ' || coalesce(outcome, state) as what, count(*)::int as times from turn where tenant_id = $1 group by 1
     union all select 'reply ' || state, count(*)::int from reply where tenant_id = $1 group by 1
     union all select 'event ' || kind, count(*)::int from event where tenant_id = $1 group by 1
     union all select 'turn merged', count(*)::int from turn where tenant_id = $1 and trace ? 'merged'
     union all select 'turn withdrawn', count(*)::int from turn where tenant_id = $1 and trace ? 'withdrawn'
     union all select 'void ' || void_reason, count(*)::int from reply where tenant_id = $1 and state = 'void' group by 1
     union all select 'audit ' || action, count(*)::int from audit where tenant_id = $1 group by 1`,
  );
  return new Map(rows.filter(({ times }) => times > 0).map(({ what, times }) => [what, times]));
}
