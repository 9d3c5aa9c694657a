import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startPostgres } from '../test/support/postgres.ts';
import { cell, median, option } from './hub/figures.ts';
import { memoryOf } from './hub/process-memory.ts';
import { load, processorTime } from './hub/processor-time.ts';

/**
 * A hub from its start until it says that it is ready, with the console built and the demo loaded, and its memory after a
 * while: `npm run bench -- start [--database pglite,postgres] [--rounds 5] [--settle 8]`. The first start makes the data and is not counted.
 */
const rounds = Number(option('rounds', '5'));
const settleSeconds = Number(option('settle', '8'));
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

async function startOnce(folder: string, databaseUrl: string | undefined, wait: number): Promise<Start> {
  const env = { ...process.env, DATA_DIR: folder, PORT: '0', ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) };
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
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
}

const heads = ['database', 'ready ms', 'CPU ms', 'MiB ready', `MiB +${settleSeconds} s`, 'load'];
process.stdout.write(`median of ${rounds} starts\n${heads.map((head) => cell(head)).join('')}\n`);
for (const kind of option('database', 'pglite,postgres').split(',')) await measure(kind);
