import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPostgres } from '../test/support/postgres.ts';
import type { AcceptHubOrder, AcceptHubReady } from './hub/accept-hub.ts';
import { cell, flag, median, numbers, option, percentile } from './hub/figures.ts';
import type { SendersOrder, SendersResult } from './hub/line-senders.ts';
import { load, postgresTime, processorTime } from './hub/processor-time.ts';

/**
 * Lines a second that the hub accepts over sockets, group commit beside one commit a request on the same SQL:
 * `npm run bench -- ingest [--quick] [--clients 1,16,64] [--database postgres,pglite] [--fsync on] [--rounds 3] [--seconds 4]`.
 * Bench, hub and senders are processes of their own; the two ways take turns within each round.
 */
const WAYS = ['grouped', 'single'] as const;
const WARM_UP_MS = 1000;
const quick = flag('quick');
const clientCounts = numbers('clients', quick ? '16,64' : '1,16,64');
const rounds = Number(option('rounds', quick ? '2' : '3'));
const seconds = Number(option('seconds', quick ? '3' : '4'));
const customers = Number(option('customers', '500'));
const fsync = option('fsync', 'on');

interface Round {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly hubMicroseconds: number;
  readonly serverMicroseconds: number;
}

async function hear<T>(child: ChildProcess): Promise<T> {
  const [message] = (await once(child, 'message')) as [T];
  return message;
}

function program(name: string): ChildProcess {
  return fork(join(import.meta.dirname, 'hub', name), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
}

/** One round: what the senders saw, and what hub and database used meanwhile. */
async function measure(hub: ChildProcess, order: SendersOrder): Promise<Round> {
  const senders = program('line-senders.ts');
  senders.send(order);
  await hear(senders);
  hub.send('settle');
  await hear(hub);
  senders.send('begin');
  const used = (): [number, number] => [processorTime(hub.pid ?? 0), postgresTime()];
  await hear(senders);
  const before = used();
  await hear(senders);
  const after = used();
  const { milliseconds, refused } = await hear<SendersResult>(senders);
  senders.disconnect();
  if (refused > 0) throw new Error(`${refused} lines were refused`);
  const lines = milliseconds.length;
  return {
    perSecond: (lines * 1000) / order.measureMs,
    p50: percentile(milliseconds, 0.5),
    p99: percentile(milliseconds, 0.99),
    hubMicroseconds: ((after[0] - before[0]) * 1000) / lines,
    serverMicroseconds: ((after[1] - before[1]) * 1000) / lines,
  };
}

function show(database: string, clients: number, way: string, taken: readonly Round[]): number {
  const of = (pick: (round: Round) => number): number => median(taken.map(pick));
  const perSecond = of((round) => round.perSecond);
  const milliseconds = [of((round) => round.p50), of((round) => round.p99)].map((value) => cell(value, 1));
  const used = [of((round) => round.hubMicroseconds), of((round) => round.serverMicroseconds)].map((value) =>
    cell(value),
  );
  const row = [database.padEnd(10), cell(clients), cell(way), cell(perSecond), ...milliseconds, ...used, cell(load())];
  process.stdout.write(`${row.join('')}\n`);
  return perSecond;
}

async function measureClients(hub: ChildProcess, ready: AcceptHubReady, clients: number): Promise<Round[][]> {
  const taken: Round[][] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, way] of WAYS.entries()) {
      const tokens = ready.tokens.slice(0, clients);
      const order = { url: ready[way], tokens, customers, warmUpMs: WARM_UP_MS, measureMs: seconds * 1000 };
      taken[index]?.push(await measure(hub, order));
    }
  }
  return taken;
}

async function measureDatabase(kind: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-bench-'));
  const cluster =
    kind === 'postgres' ? await startPostgres({ fsync, full_page_writes: fsync, shared_buffers: '256MB' }) : undefined;
  const hub = program('accept-hub.ts');
  const order: AcceptHubOrder = { postgresUrl: cluster?.url ?? null, folder, agents: Math.max(...clientCounts) };
  hub.send(order);
  const ready = await hear<AcceptHubReady>(hub);
  for (const clients of clientCounts) {
    const taken = await measureClients(hub, ready, clients);
    const [grouped = 0, single = 1] = WAYS.map((way, index) => show(kind, clients, way, taken[index] ?? []));
    process.stdout.write(`${' '.repeat(20)}${cell('ratio')}${cell(grouped / single, 2)}\n`);
  }
  const ended = once(hub, 'exit');
  hub.disconnect();
  await ended;
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
}

process.stdout.write(
  `${customers} customers, median of ${rounds} rounds of ${seconds} s; PostgreSQL with fsync ${fsync}\n`,
);
const heads = ['clients', 'commit', 'lines/s', 'p50 ms', 'p99 ms', 'hub µs', 'server µs', 'load'];
process.stdout.write(`${['database'.padEnd(10), ...heads.map((head) => cell(head))].join('')}\n`);
for (const kind of option('database', 'postgres,pglite').split(',')) await measureDatabase(kind);
