import { mkdtempSync, readFileSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { TranscriptEntry } from '../../../agent/wechat/simulator/transcript.ts';
import { guarded } from '../machine.ts';
import { startServerProcess, type ServerProcess } from '../server-process.ts';
import { waitUntil } from '../wait-until.ts';
import { ROOT } from './hub-process.ts';

const BUNDLE = join(ROOT, 'dist/agent/agent.mjs');
/** As an installed agent is started. */
const FLAGS = ['--lite-mode', '--v8-pool-size=0', '--max-semi-space-size=1', '--max-old-space-size=64'];

/** How an agent of a test signs in and what WeChat login it drives. */
export interface BundledAgentSettings {
  readonly url: string;
  readonly agentId: string;
  readonly apiKey: string;
  readonly account: string;
  /** Factor on the pauses before typing; 0 types at once. */
  readonly pacing?: number;
  readonly faults?: Readonly<Record<string, unknown>>;
}

/** The agent's bundle as a process of its own over a simulated WeChat; folder, journal and windows outlive the process. */
export class BundledAgent {
  readonly account: string;
  readonly #folder = mkdtempSync(join(tmpdir(), 'kefu-bundled-agent-'));
  readonly #settings: BundledAgentSettings;
  #process: ServerProcess | undefined;

  constructor(settings: BundledAgentSettings) {
    this.#settings = settings;
    this.account = settings.account;
  }

  /** Starts it and waits until it says that it runs; `crash` arms a named point, e.g. after-intent:2. */
  async start(crash = ''): Promise<this> {
    const config = join(this.#folder, 'agent.yaml');
    writeFileSync(config, stringify(this.#config()));
    const command = guarded([process.execPath, ...FLAGS, BUNDLE, '--config', config]);
    this.#process = startServerProcess(command, this.#folder, { KEFU_SIMULATOR_CRASH: crash });
    await waitUntil(() => this.output().includes(' started, driver') || !this.alive(), {
      for: `agent ${this.account} to start`,
    });
    return this;
  }

  get pid(): number {
    return this.#process?.pid ?? -1;
  }

  alive(): boolean {
    return this.#process?.alive() ?? false;
  }

  output(): string {
    return this.#process?.output() ?? '';
  }

  async end(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    await this.#process?.end(signal);
  }

  /** A customer writes. */
  async say(window: string, text: string, more: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.control('/say', { window, text, ...more });
  }

  /** The owner of the account types on the phone. */
  async phone(window: string, text: string): Promise<void> {
    await this.control('/phone', { window, text });
  }

  /** Calls the simulator's control channel. */
  async control(path: string, body: Readonly<Record<string, unknown>>): Promise<void> {
    const address = /(http:\/\/127\.0\.0\.1:\d+) \|/.exec(this.output())?.[1];
    if (address === undefined) throw new Error(`no control channel:\n${this.output()}`);
    const response = await fetch(`${address}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }

  /** Everything that ever appeared in its windows. */
  transcript(): readonly TranscriptEntry[] {
    const path = join(this.#folder, 'transcript.jsonl');
    if (!existsSync(path)) return [];
    return readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as TranscriptEntry);
  }

  /** What it typed into a window, in order. */
  typed(window: string): readonly string[] {
    return this.transcript()
      .filter((entry) => entry.by === 'agent' && entry.window === window)
      .map(({ content }) => content);
  }

  async remove(): Promise<void> {
    if (this.alive()) process.kill(this.pid, 'SIGCONT');
    await this.end();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #config(): unknown {
    const { url, agentId, apiKey, account, pacing, faults } = this.#settings;
    return {
      server: { url },
      client: { agent_id: agentId, api_key: apiKey },
      wechat: {
        driver: 'simulator',
        check_interval: 0.1,
        pacing: pacing ?? 0,
        simulator: { transcript: 'transcript.jsonl', accounts: [account], control_port: 0, faults: faults ?? {} },
      },
      cache: { directory: 'data', key_file: 'keys/journal.key' },
      heartbeat: { interval: 2 },
    };
  }
}
