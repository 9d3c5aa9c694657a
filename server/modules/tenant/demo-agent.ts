import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Log } from '../../ports/log.ts';

/** A program beside WeChat costs little memory; the demo's one runs as customers will run theirs. */
const FLAGS = ['--lite-mode', '--v8-pool-size=0', '--max-semi-space-size=1', '--max-old-space-size=64'];
const STOP_MS = 5_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

/** How the demo's agent signs in. */
export interface DemoAgentKey {
  readonly url: string;
  readonly agentId: string;
  readonly apiKey: string;
}

/** The demo's simulated agent: where its bundle is, where it keeps its things and how it signs in. */
export interface DemoAgentOptions {
  readonly bundle: string;
  readonly folder: string;
  readonly key: DemoAgentKey;
  readonly log: Log;
}

/** A running agent of the demo. */
export interface DemoAgent {
  stop(): Promise<void>;
}

/**
 * Starts the agent of the demo, whose customers chat by themselves, as a process of its own; one that ends is started again.
 * Null when it has not been built.
 */
export async function startDemoAgent({ bundle, folder, key, log }: DemoAgentOptions): Promise<DemoAgent | null> {
  if (!existsSync(bundle)) return null;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'agent.yaml');
  await writeFile(file, demoConfig(key), { mode: 0o600 });
  return keepRunning([...FLAGS, bundle, '--config', file], folder, log);
}

/** Text of the demo's agent.yaml. */
function demoConfig({ url, agentId, apiKey }: DemoAgentKey): string {
  return stringify({
    server: { url },
    client: { agent_id: agentId, api_key: apiKey },
    wechat: {
      driver: 'simulator',
      check_interval: 1,
      simulator: { accounts: ['演示微信'], customers: 9, groups: 1 },
    },
    cache: { enabled: true, encryption: true, cleanup_days: 7, directory: 'journal', key_file: '../demo-agent.key' },
    heartbeat: { enabled: true, interval: 30 },
  });
}

function keepRunning(args: readonly string[], folder: string, log: Log): DemoAgent {
  let child: ChildProcess;
  let again: NodeJS.Timeout | undefined;
  let stopped = false;
  let pause = FIRST_PAUSE_MS;

  function run(): void {
    const begun = Date.now();
    child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'], cwd: folder });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      log.info('the demo agent says', { text: text.trim().slice(0, 500) });
    });
    child.on('error', (error) => log.warn('the demo agent did not start', error));
    child.on('exit', (code, signal) => {
      if (stopped) return;
      pause = Date.now() - begun > LONGEST_PAUSE_MS ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
      log.info('the demo agent ended and is started again', { code, signal, pauseMs: pause });
      again = setTimeout(run, pause);
    });
  }

  run();
  return {
    stop: () => {
      stopped = true;
      clearTimeout(again);
      return stop(child);
    },
  };
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
  await ended;
  clearTimeout(impatience);
}
