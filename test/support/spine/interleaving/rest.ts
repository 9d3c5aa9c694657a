import { waitUntil } from '../../wait-until.ts';
import type { Cast } from './cast.ts';
import type { Actor, Stage } from './stage.ts';

/** Rounds until nothing is under way; more mean that something never ends. */
const ROUNDS = 60;

/** Lets everything come to its end: what was dead comes back (or, now and then, one agent never does), and time passes as needed. */
export async function rest(stage: Stage, cast: Cast): Promise<void> {
  stage.calm = true;
  stage.note('--- calm ---');
  const home = stage.dice.chance(0.3);
  const typing = cast.agents.filter(({ process }) => process?.typing !== undefined);
  if (stage.dice.chance(typing.length > 0 ? 0.4 : 0.1)) {
    const agent = stage.dice.pick(typing.length > 0 ? typing : cast.agents);
    agent.away = true;
    stage.count('history whose agent never comes back');
    agent.note('never comes back');
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    await untilAllVisible(stage);
    const all = [cast.crowd, ...cast.agents, ...cast.operators, ...cast.workers];
    await settleDown(all);
    if (await cast.sweeper.step()) await settleDown(all);
    const wait = await stillWaiting(stage, cast, round);
    if (wait === 0 && !(home && round === 0)) break;
    if (home && wait === 0) for (const operator of cast.operators) await operator.goHome();
    await stage.pass(wait === 0 ? 800 : wait);
    if (round === ROUNDS - 1) throw new Error(`after ${ROUNDS} rounds something is still under way`);
  }
  await cast.inspector.step();
  await untilAllVisible(stage);
  await settleDown([cast.reader]);
}

/** Waits until feeds can read every event: any write transaction of the whole cluster, such as another test's new database, holds some back. */
async function untilAllVisible(stage: Stage): Promise<void> {
  const hidden = 'select 1 from event where tenant_id = $1 and xid >= pg_snapshot_xmin(pg_current_snapshot()) limit 1';
  await waitUntil(async () => (await stage.rows(hidden)).length === 0, {
    timeoutMs: 60_000,
    for: 'transactions of others, which hold every feed back',
  });
  stage.writes += 1;
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
       (select count(*) from reply p where p.tenant_id = $1 and p.state in ('queued', 'leased', 'typed')
          and not (p.state = 'queued' and p.origin = 'operator' and p.account_id::text = any($2)))::int as replies,
       (select count(*) from room where tenant_id = $1 and owner = 'requested')::int as requested,
       (select count(*) from room where tenant_id = $1 and owner = 'phone')::int as phones`,
    cast.agents.filter(({ away }) => away).map(({ seat }) => seat.accountId),
  );
  const { claims, replies, requested, phones } = row!;
  const talking = !cast.agents.every((agent) => agent.quiet());
  if (claims > 0 || talking) return 2_400;
  if (requested > 0) return 12_000;
  if (replies > 0) return round % 4 === 3 ? 608_000 : 12_000;
  return phones > 0 ? 608_000 : 0;
}
