import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Log } from '../../ports/log.ts';

/** A program beside WeChat costs little memory; the demo's one runs as customers will run theirs. */
const FLAGS = ['--lite-mode', '--v8-pool-size=0', '--max-semi-space-size=1', '--max-old-space-size=64'];
const STOP_MS = 5_000;

/** The demo's simulated agent: where its bundle is, where it keeps its things and what its agent.yaml says. */
export interface DemoAgentOptions {
  readonly bundle: string;
  readonly folder: string;
  readonly config: string;
  readonly log: Log;
}

/** A running agent of the demo. */
export interface DemoAgent {
  stop(): Promise<void>;
}

/** Starts the agent of the demo as a process of its own; null when it has not been built. */
export async function startDemoAgent({ bundle, folder, config, log }: DemoAgentOptions): Promise<DemoAgent | null> {
  if (!existsSync(bundle)) return null;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'agent.yaml');
  await writeFile(file, config, { mode: 0o600 });
  const child = spawn(process.execPath, [...FLAGS, bundle, '--config', file], {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: folder,
  });
  child.stderr
    .setEncoding('utf8')
    .on('data', (text: string) => log.info('the demo agent says', { text: text.trim().slice(0, 500) }));
  child.on('error', (error) => log.warn('the demo agent did not start', error));
  child.on('exit', (code, signal) => log.info('the demo agent ended', { code, signal }));
  return { stop: () => stop(child) };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(impatience);
}
