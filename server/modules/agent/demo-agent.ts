import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { stringify } from 'yaml';
import type { Log } from '../../ports/log.ts';

/** How the demo's agent signs in. */
export interface DemoAgentKey {
  readonly serverUrl: string;
  readonly agentId: string;
  readonly apiKey: string;
}

/** The demo's simulated agent as a process of its own, started again when it ends by itself. */
export interface DemoAgent {
  /** Ends the process and waits for its end. */
  stop(): Promise<void>;
}

/** As an agent runs beside WeChat: no compiler threads, a small heap. */
const AGENT_FLAGS = ['--lite-mode', '--v8-pool-size=0', '--max-semi-space-size=1', '--max-old-space-size=64'];
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** Writes the agent.yaml of the demo, with customers who chat by themselves; the folder keeps its journal and windows. */
export function writeDemoConfig(folder: string, key: DemoAgentKey): string {
  const path = join(folder, 'agent.yaml');
  mkdirSync(dirname(path), { recursive: true });
  const config = {
    server: { url: key.serverUrl },
    client: { agent_id: key.agentId, api_key: key.apiKey },
    wechat: {
      driver: 'simulator',
      check_interval: 1,
      simulator: { accounts: ['演示微信'], customers: 6, groups: 1, pace: 1, seed: 1 },
    },
    cache: { enabled: true, encryption: true, cleanup_days: 7, directory: 'journal', key_file: '../demo-agent.key' },
    heartbeat: { enabled: true, interval: 30 },
  };
  writeFileSync(path, stringify(config), { mode: 0o600 });
  return path;
}

/** Runs the bundled agent on a configuration until stopped. */
export function startDemoAgent(entry: string, configPath: string, log: Log): DemoAgent {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  let pause = FIRST_PAUSE_MS;

  function run(): void {
    const startedAt = Date.now();
    child = spawn(process.execPath, [...AGENT_FLAGS, entry, '--config', configPath], { stdio: 'ignore' });
    child.on('error', (cause) => log.warn('the demo agent could not be started', cause));
    child.on('exit', (code, signal) => {
      if (stopped) {
        return;
      }
      pause = Date.now() - startedAt > LONGEST_PAUSE_MS ? FIRST_PAUSE_MS : Math.min(pause * 2, LONGEST_PAUSE_MS);
      log.warn('the demo agent ended and is started again', null, { code, signal, pauseMs: pause });
      timer = setTimeout(run, pause);
    });
  }

  run();
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      const running = child;
      if (running === undefined || running.exitCode !== null || running.signalCode !== null) {
        return;
      }
      const ended = new Promise<void>((resolve) => {
        running.once('exit', () => resolve());
      });
      running.kill('SIGTERM');
      await ended;
    },
  };
}
