import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, appendFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import type { TranscriptEntry } from '../../../agent/wechat/simulator/transcript.ts';
import { until } from './until.ts';

const MAIN = fileURLToPath(new URL('../../../agent/main.ts', import.meta.url));
const ACCOUNT = '模拟微信';

/** What a test sets beside the usual. */
export interface AgentSettings {
  readonly url: string;
  readonly apiKey?: string;
  readonly simulator?: Readonly<Record<string, unknown>>;
  readonly pacing?: number;
  readonly heartbeat?: Readonly<Record<string, unknown>>;
  readonly cache?: Readonly<Record<string, unknown>>;
}

/** A real agent process with a folder of its own; survives in its folder what kills the process. */
export class AgentProcess {
  readonly folder = mkdtempSync(join(tmpdir(), 'kefu-agent-'));
  output = '';
  private child: ChildProcess | undefined;
  private settings: AgentSettings;

  constructor(settings: AgentSettings) {
    this.settings = settings;
  }

  get dataFolder(): string {
    return join(this.folder, 'data');
  }

  get keyFile(): string {
    return join(this.folder, 'keys', 'journal.key');
  }

  /** Starts the process and waits until it says that it runs; `crash` arms a point, e.g. after-intent:2. */
  async start(crash?: string): Promise<this> {
    this.launch(crash);
    await until(
      () => this.output.includes('agent 0.1.0 started') || this.exited,
      () => `agent did not start:\n${this.output}`,
    );
    return this;
  }

  /** Starts without waiting. */
  launch(crash?: string, settings: Partial<AgentSettings> = {}): void {
    this.settings = { ...this.settings, ...settings };
    const config = join(this.folder, 'agent.yaml');
    writeFileSync(config, stringify(this.config()));
    this.output = '';
    const env = { ...process.env, ...(crash === undefined ? {} : { KEFU_SIMULATOR_CRASH: crash }) };
    const child = spawn(process.execPath, [MAIN, '--config', config], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.child = child;
  }

  get exited(): boolean {
    return this.child === undefined || this.child.exitCode !== null || this.child.signalCode !== null;
  }

  get exitCode(): number | null {
    return this.child?.exitCode ?? null;
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  /** Waits until the process is gone. */
  async ended(): Promise<void> {
    await until(
      () => this.exited,
      () => `agent still runs:\n${this.output}`,
    );
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (this.exited) return;
    this.child?.kill(signal);
    await this.ended();
  }

  /** Calls the simulator's control channel. */
  async control(path: string, body?: Readonly<Record<string, unknown>>): Promise<unknown> {
    const address = /(http:\/\/127\.0\.0\.1:\d+) \|/.exec(this.output)?.[1];
    if (address === undefined) throw new Error(`no control channel:\n${this.output}`);
    const init =
      body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${address}${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  say(window: string, text: string): Promise<unknown> {
    return this.control('/say', { window, text });
  }

  /** A customer writes while no agent runs. */
  sayMeanwhile(window: string, text: string): void {
    const entry = {
      account: ACCOUNT,
      window,
      by: 'customer',
      content: text,
      at: new Date().toISOString(),
      kind: 'FRIEND',
      direction: 'IN',
      type: 'TEXT',
    };
    appendFileSync(this.transcriptPath, `${JSON.stringify(entry)}\n`);
  }

  /** Everything that ever appeared in the windows. */
  transcript(): readonly TranscriptEntry[] {
    if (!existsSync(this.transcriptPath)) return [];
    const lines = readFileSync(this.transcriptPath, 'utf8').split('\n');
    return lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as TranscriptEntry);
  }

  /** Texts the agent typed, in order. */
  typed(): readonly string[] {
    return this.transcript()
      .filter((entry) => entry.by === 'agent')
      .map((entry) => entry.content);
  }

  /** Ends the process and removes its folder. */
  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private get transcriptPath(): string {
    return join(this.folder, 'transcript.jsonl');
  }

  private config(): unknown {
    const { url, apiKey, simulator, pacing, heartbeat, cache } = this.settings;
    return {
      server: { url },
      client: { agent_id: '1', api_key: apiKey ?? 'right-key' },
      wechat: {
        driver: 'simulator',
        check_interval: 0.05,
        pacing: pacing ?? 0,
        simulator: { transcript: 'transcript.jsonl', accounts: [ACCOUNT], control_port: 0, ...simulator },
      },
      cache: { directory: 'data', key_file: 'keys/journal.key', ...cache },
      heartbeat: { interval: 1, ...heartbeat },
    };
  }
}
