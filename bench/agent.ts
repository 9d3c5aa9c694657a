import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { stringify } from 'yaml';
import { cell, median, option } from './hub/figures.ts';
import { memoryOf } from './hub/process-memory.ts';
import { load, processorTime } from './hub/processor-time.ts';
import { type AgentsHub, openAgentsHub } from './hub/agents-hub.ts';

/**
 * What the bundled agent costs beside WeChat, connected to a hub, with the flags it is started with and a simulated WeChat in which
 * nobody writes: `npm run bench -- agent [--rounds 5] [--seconds 60]`. Idle is measured after the first ten seconds.
 */
const rounds = Number(option('rounds', '5'));
const seconds = Number(option('seconds', '60'));
const BUNDLE = join(import.meta.dirname, '../dist/agent/agent.mjs');
const FLAGS = ['--lite-mode', '--v8-pool-size=0', '--max-semi-space-size=1', '--max-old-space-size=64'];
const SETTLE_MS = 10_000;

interface Footprint {
  readonly start: number;
  readonly startProcessor: number;
  readonly resident: number;
  readonly privateDirty: number;
  readonly idlePercent: number;
}

function config(hub: AgentsHub): string {
  return stringify({
    server: { url: hub.url },
    client: { agent_id: hub.agentId, api_key: hub.apiKey },
    wechat: { driver: 'simulator', check_interval: 1, simulator: { accounts: ['测量微信'], customers: 0 } },
    cache: { directory: 'journal', key_file: 'journal.key' },
    heartbeat: { interval: 30 },
  });
}

/** Waits until the agent has said something. */
function said(agent: ChildProcess, wanted: RegExp): Promise<void> {
  return new Promise((resolve, reject) => {
    let text = '';
    const hear = (part: Buffer): void => {
      text += part.toString('utf8');
      if (wanted.test(text)) resolve();
    };
    agent.stdout?.on('data', hear);
    agent.stderr?.on('data', hear);
    agent.once('exit', (code) => reject(new Error(`the agent ended with ${code}: ${text}`)));
  });
}

async function measure(hub: AgentsHub): Promise<Footprint> {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-bench-'));
  const file = join(folder, 'agent.yaml');
  writeFileSync(file, config(hub), { mode: 0o600 });
  const begun = performance.now();
  const agent = spawn(process.execPath, [...FLAGS, BUNDLE, '--config', file], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid = 0 } = agent;
  await said(agent, /connected to the hub/u);
  const start = performance.now() - begun;
  const startProcessor = processorTime(pid);
  await pause(SETTLE_MS);
  const before = processorTime(pid);
  await pause(seconds * 1000);
  const idlePercent = (processorTime(pid) - before) / (seconds * 10);
  const footprint = { start, startProcessor, idlePercent, ...memoryOf(pid) };
  const ended = once(agent, 'exit');
  agent.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
  return footprint;
}

const hub = await openAgentsHub();
const taken: Footprint[] = [];
for (let round = 0; round < rounds; round += 1) taken.push(await measure(hub));
await hub.close();
const of = (pick: (one: Footprint) => number, digits: number): string => cell(median(taken.map(pick)), digits);
const heads = ['start ms', 'CPU ms', 'dirty MiB', 'RSS MiB', 'idle CPU %', 'load'];
process.stdout.write(`median of ${rounds}, idle over ${seconds} s\n${heads.map((head) => cell(head)).join('')}\n`);
const figures = [of((one) => one.start, 0), of((one) => one.startProcessor, 0), of((one) => one.privateDirty, 1)];
process.stdout.write(
  `${figures.join('')}${of((one) => one.resident, 1)}${of((one) => one.idlePercent, 2)}${cell(load())}\n`,
);
