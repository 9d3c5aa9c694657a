import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { openPglite } from '../server/adapters/database/pglite.ts';
import { openPostgres } from '../server/adapters/database/postgres.ts';
import { entities } from '../server/modules/entities.ts';
import type { Database } from '../server/ports/database.ts';
import { startPostgres } from '../test/support/postgres.ts';
import { waitUntil } from '../test/support/wait-until.ts';
import { cell, flag, numbers, option, percentile } from './hub/figures.ts';
import { showFunctionTimes } from './hub/function-times.ts';
import { openPipelineHub, type PipelineHub } from './hub/pipeline-hub.ts';
import { load, postgresTime } from './hub/processor-time.ts';

/**
 * Time of a turn from due to settled, at a steady rate of customers' lines, each a turn of its own:
 * `npm run bench -- pipeline [--quick] [--database postgres] [--rate 200] [--seconds 10] [--rounds 3] [--model-ms 0,1500] [--customers 1200]`.
 * Known customers take turns; with `--customers 0` each is new. Accounts are in the middle of their day. The scripted model
 * answers at once, then after 1.5 s. On PostgreSQL the functions that took longest stand below.
 */
const quick = flag('quick');
const kind = option('database', 'postgres');
const rate = Number(option('rate', kind === 'postgres' ? '200' : '50'));
const seconds = Number(option('seconds', quick ? '8' : '10'));
const rounds = Number(option('rounds', quick ? '2' : '3'));
const modelTimes = numbers('model-ms', '0,1500');
const concurrency = Number(option('concurrency', '512'));
const passages = Number(option('passages', '10000'));
const accounts = Number(option('accounts', String(rate)));
const bubblesBefore = Number(option('bubbles-before', '500'));
/** So many that nobody speaks again before the last turn is settled. */
const customers = Number(option('customers', String(rate * 6)));
const sessions = Number(option('sessions', '16'));
const fsync = option('fsync', 'on');
const TICK_MS = 10;
const WARM_UP_SECONDS = 4;

interface Taken {
  /** Milliseconds from due to settled, and from the line's receipt to settled. */
  readonly own: readonly number[];
  readonly whole: readonly number[];
  readonly outcomes: string;
}

let said = 0;

/** Lines at a steady rate, whatever becomes of those before. */
async function sayAll(hub: PipelineHub, count: number, perSecond = rate): Promise<void> {
  const saying: Promise<void>[] = [];
  const begun = performance.now();
  while (saying.length < count) {
    const wanted = Math.min(count, Math.ceil(((performance.now() - begun) * perSecond) / 1000));
    for (; saying.length < wanted; said += 1) {
      saying.push(hub.say(customers > 0 ? said % customers : said, hub.question(said)));
    }
    await pause(TICK_MS);
  }
  await Promise.all(saying);
}

async function settled(database: Database, { tenantId }: PipelineHub): Promise<void> {
  const open = `select 1 from turn where state = 'open' limit 1`;
  const timeout = { timeoutMs: 120_000, for: 'every turn to settle' };
  await waitUntil(() => database.inTenant(tenantId, async (em) => (await em.execute(open)).length === 0), timeout);
}

interface TurnRow {
  readonly own: number;
  readonly whole: number;
  readonly outcome: string;
}

function readTurns(database: Database, { tenantId }: PipelineHub, since: Date): Promise<Taken> {
  return database.inTenant(tenantId, async (em) => {
    const rows = await em.execute<TurnRow[]>(
      `select (extract(epoch from t.outcome_at - t.due_at) * 1000)::float8 as own,
         (extract(epoch from t.outcome_at - (select max(m.received_at) from message m where m.turn_id = t.id and m.role = 'customer')) * 1000)::float8 as whole,
         t.outcome from turn t where t.first_line_at >= ?`,
      [since],
    );
    const counted = Map.groupBy(rows, ({ outcome }) => outcome);
    const outcomes = [...counted].map(([outcome, of]) => `${outcome} ${of.length}`).join(', ');
    return { own: rows.map(({ own }) => own), whole: rows.map(({ whole }) => whole), outcomes };
  });
}

async function measure(database: Database, hub: PipelineHub, modelMs: number): Promise<void> {
  const count = rate * seconds;
  hub.think(modelMs);
  const since = new Date();
  const server = postgresTime();
  const own = process.cpuUsage();
  await sayAll(hub, count);
  await settled(database, hub);
  const used = process.cpuUsage(own);
  const taken = await readTurns(database, hub, since);
  const shares = [0.5, 0.95, 0.99].map((share) => cell(percentile(taken.own, share) - modelMs, 1));
  const processor = [(used.user + used.system) / count, ((postgresTime() - server) * 1000) / count];
  const row = [...shares, cell(percentile(taken.whole, 0.95)), ...processor.map((value) => cell(value)), cell(load())];
  process.stdout.write(`${cell(modelMs)}${row.join('')}  ${taken.outcomes}\n`);
}

async function run(database: Database): Promise<void> {
  const hub = await openPipelineHub(database, { passages, concurrency, accounts, bubblesBefore });
  const heads = ['model ms', 'own p50', 'own p95', 'own p99', 'all p95', 'hub µs', 'server µs', 'load'];
  const people = customers > 0 ? `${customers} known customers` : 'new customers';
  process.stdout.write(
    `${kind}: ${rate} turns/s for ${seconds} s, ${people}, ${accounts} accounts, ${passages} passages, `,
  );
  process.stdout.write(
    `${concurrency} at once, fsync ${fsync}; milliseconds, own without the model\n${heads.map((head) => cell(head)).join('')}\n`,
  );
  // Everybody once, then the rate itself: plans are made and code is compiled.
  await sayAll(hub, customers, rate * 2);
  await settled(database, hub);
  await sayAll(hub, rate * WARM_UP_SECONDS);
  await settled(database, hub);
  for (const modelMs of modelTimes) {
    for (let round = 0; round < rounds; round += 1) await measure(database, hub, modelMs);
  }
  await hub.close();
}

const folder = mkdtempSync(join(tmpdir(), 'kefu-bench-'));
const settings = { fsync, full_page_writes: fsync, shared_buffers: '256MB', track_functions: 'pl' };
const cluster = kind === 'postgres' ? await startPostgres(settings) : undefined;
const database = cluster
  ? await openPostgres({ url: cluster.url, entities, sessions })
  : await openPglite({ folder, entities });
await run(database);
if (cluster) await showFunctionTimes(cluster.adminUrl);
await database.close();
await cluster?.stop();
rmSync(folder, { recursive: true, force: true });
