import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPostgres } from '../test/support/postgres.ts';
import { cell, flag, median, option } from './hub/figures.ts';
import { memoryOf } from './hub/process-memory.ts';
import { load, processorTime } from './hub/processor-time.ts';
import type { Stage, StagesOrder } from './hub/start-stages.ts';

/**
 * A hub from its start until it says that it is ready, with the console built and the demo loaded, and its memory after a
 * while: `npm run bench -- start [--quick] [--stages] [--database pglite,postgres] [--rounds 5] [--settle 8]`. The first start makes the
 * data and the compiled code, as the first `npm start` does, and is not counted. --stages shows what each part of a start takes.
 */
const quick = flag('quick');
const rounds = Number(option('rounds', quick ? '3' : '5'));
const settleSeconds = Number(option('settle', quick ? '4' : '8'));
const READY = /就绪 · ready/u;
const PROGRAM = join(import.meta.dirname, '../server/main.ts');

interface Start {
  readonly ready: number;
  readonly processor: number;
  readonly resident: number;
  readonly settled: number;
}

function ready(hub: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    hub.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (READY.test(said)) resolve();
    });
    hub.once('exit', (code) => reject(new Error(`the hub ended with ${code}:\n${said}`)));
  });
}

/** As server/bootstrap/start.mjs hands over to the hub. */
function startEnvironment(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') };
}

async function startOnce(folder: string, databaseUrl: string | undefined, wait: number): Promise<Start> {
  const env = {
    ...startEnvironment(folder),
    DATA_DIR: folder,
    PORT: '0',
    ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}),
  };
  const begun = performance.now();
  const hub = spawn(process.execPath, [PROGRAM], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const { pid = 0 } = hub;
  await ready(hub);
  const taken = performance.now() - begun;
  const processor = processorTime(pid);
  const { resident } = memoryOf(pid);
  await pause(wait * 1000);
  const settled = memoryOf(pid).resident;
  const ended = once(hub, 'exit');
  hub.kill('SIGTERM');
  await ended;
  return { ready: taken, processor, resident, settled };
}

async function measure(kind: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-bench-'));
  const cluster = kind === 'postgres' ? await startPostgres() : undefined;
  await startOnce(folder, cluster?.url, 0);
  const starts: Start[] = [];
  for (let round = 0; round < rounds; round += 1) starts.push(await startOnce(folder, cluster?.url, settleSeconds));
  const of = (pick: (start: Start) => number): string => cell(median(starts.map(pick)));
  const figures = [
    of((one) => one.ready),
    of((one) => one.processor),
    of((one) => one.resident),
    of((one) => one.settled),
  ];
  process.stdout.write(`${cell(kind)}${figures.join('')}${cell(load())}\n`);
  if (flag('stages')) await showStages({ folder, postgresUrl: cluster?.url ?? null });
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
}

/** One start more, part by part. */
async function showStages(order: StagesOrder): Promise<void> {
  const env = startEnvironment(order.folder);
  const program = fork(join(import.meta.dirname, 'hub/start-stages.ts'), { env, execArgv: ['--expose-gc'] });
  process.stdout.write(
    `${['stage'.padEnd(20), ...['MiB', 'heap used', 'heap', 'CPU ms'].map((head) => cell(head))].join('')}\n`,
  );
  program.on('message', ({ name, ...stage }: Stage) => {
    const figures = [stage.resident, stage.heapUsed, stage.heapTotal, stage.processor].map((value) => cell(value));
    process.stdout.write(`${name.padEnd(20)}${figures.join('')}\n`);
  });
  program.send(order);
  await once(program, 'exit');
}

const heads = ['database', 'ready ms', 'CPU ms', 'MiB ready', `MiB +${settleSeconds} s`, 'load'];
process.stdout.write(`median of ${rounds} starts\n${heads.map((head) => cell(head)).join('')}\n`);
for (const kind of option('database', 'pglite,postgres').split(',')) await measure(kind);
