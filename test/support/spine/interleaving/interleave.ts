import { checkHistory, explainViolations } from '../../history-checker.ts';
import type { History } from '../../history/history.ts';
import type { SpineBed } from '../spine-bed.ts';
import { castOf, type Cast } from './cast.ts';
import { rest } from './rest.ts';
import type { Window } from './screens.ts';
import { Stage, type Actor } from './stage.ts';

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

const LEASE_RUNS_OUT_MS = 10_400;

/** Plays one history that a seed decides, brings it to rest and checks it. */
export async function interleave(bed: SpineBed, seed: number, options: InterleavingOptions): Promise<Interleaving> {
  const stage = new Stage(bed, seed);
  await stage.open();
  const cast = castOf(stage);
  let failure = '';
  try {
    await begin(stage, cast);
    await burst(stage, cast);
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
    answers: stage.answers,
    away: cast.agents.filter(({ away }) => away).map(({ seat }) => seat.account),
    feeds: [cast.reader.feed],
    atRest: failure === '',
  };
  const violations = [
    ...cast.inspector.found,
    ...(await checkHistory(bed.owner, failure === '' ? history : { ...history, feeds: [] })),
  ];
  const seen = await countSeen(stage);
  await stage.close();
  return {
    seed,
    violations: [failure, explainViolations(violations)].filter((text) => text !== '').join('\n'),
    trace: stage.trace,
    seen,
  };
}

/** Agents that are there and customers who have written: most histories begin in the middle. */
async function begin(stage: Stage, { agents, crowd }: Cast): Promise<void> {
  if (stage.dice.chance(0.2)) return;
  for (const agent of agents) await agent.arrive();
  for (const window of stage.screens.windows)
    if (window !== crowd.endless && stage.dice.chance(0.8)) crowd.speak(window);
  for (const agent of agents) await agent.readAndReport();
  await stage.pass(1_600);
}

async function rough(stage: Stage, cast: Cast, { steps, atOnce }: InterleavingOptions): Promise<void> {
  const { agents, operators, workers, crowd, sweeper, reader, inspector } = cast;
  const { dice } = stage;
  const weights = (): readonly (readonly [number, Actor])[] => [
    ...agents.map((agent) => [24 / agents.length, agent] as const),
    ...workers.map((worker) => [5, worker] as const),
    // Most trouble comes from an operator who comes in while something is typed.
    ...operators.map((operator) => [stage.beingTyped().length > 0 ? 5 : 2, operator] as const),
    [crowd.endless === undefined ? 6 : 14, crowd],
    [2, sweeper],
    [1, reader],
    [2, inspector],
  ];
  const last = Math.ceil(steps * (0.25 + 0.75 * dice.float()));
  for (let step = 0; step < last; step += atOnce) {
    if (dice.chance(0.14)) await letPass(stage, cast);
    if (stage.beingTyped().length > 0 && dice.chance(0.12)) await comeInBetween(stage, cast);
    const acting = new Set(Array.from({ length: atOnce }, () => dice.weighted(weights())));
    await Promise.all([...acting].map((actor) => actor.step()));
  }
}

/** An operator takes over while an agent is at the keys: at once, or when the agent has stood still for longer than its lease. */
async function comeInBetween(stage: Stage, { agents, operators }: Cast): Promise<void> {
  const { dice } = stage;
  const agent = dice.pick(agents.filter(({ process }) => process?.typing !== undefined));
  const room = agent.process?.typing?.reply.room;
  if (room === undefined) return;
  if (dice.chance(0.5)) {
    await stage.pass(LEASE_RUNS_OUT_MS);
    if (agent.process !== undefined) agent.process.lagging = dice.below(10);
    agent.note('stood still');
    stage.count('agent: stop');
  }
  await dice.pick(operators).comeInBetween(room);
  for (let steps = dice.below(5); steps > 0; steps -= 1) await agent.step();
}

/** A customer who never stops begins with ten lines, 0.8 s after each other. */
async function burst(stage: Stage, cast: Cast): Promise<void> {
  for (let line = 0; line < 10 && cast.crowd.endless !== undefined; line += 1) {
    await oneMoreLine(stage, cast, cast.crowd.endless);
    await stage.dice.pick([cast.sweeper, ...cast.workers, ...cast.agents]).step();
  }
}

async function oneMoreLine(stage: Stage, { agents, crowd, inspector }: Cast, window: Window): Promise<void> {
  crowd.speak(window);
  const agent = agents.find(({ seat }) => seat.account === window.account);
  if (agent?.stopped === 0 && stage.dice.chance(0.9)) await agent.readAndReport();
  await inspector.step();
  await stage.pass(800);
}

/** While an agent is stopped, time passes over its lease; in an endless burst there is no pause without a line. */
async function letPass(stage: Stage, cast: Cast): Promise<void> {
  const { dice } = stage;
  const { agents, crowd, inspector } = cast;
  await inspector.step();
  if (agents.some(({ stopped }) => stopped > 0) && dice.chance(0.6)) return stage.pass(LEASE_RUNS_OUT_MS);
  if (crowd.endless !== undefined && dice.chance(0.9)) return oneMoreLine(stage, cast, crowd.endless);
  return stage.pass(dice.weighted(PAUSES_MS));
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
  return new Map([
    ...stage.counted,
    ...rows.filter(({ times }) => times > 0).map(({ what, times }) => [what, times] as const),
  ]);
}
