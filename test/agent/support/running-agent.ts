import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAgent } from '../../../agent/agent.ts';
import { parseConfig } from '../../../agent/config.ts';
import type { Journal } from '../../../agent/outbox/journal.ts';
import { Sealer } from '../../../agent/outbox/sealer.ts';
import { seededRandom } from '../../../agent/wechat/simulator/random.ts';
import { SimulatedWeChat } from '../../../agent/wechat/simulator/simulated-wechat.ts';
import { SimulatorDriver } from '../../../agent/wechat/simulator/simulator-driver.ts';
import type { ViewFaults } from '../../../agent/wechat/simulator/simulator-config.ts';
import { Transcript, type TranscriptEntry } from '../../../agent/wechat/simulator/transcript.ts';
import { NO_FAULTS } from './bench-of-windows.ts';
import { JournalFolder } from './journal-folder.ts';
import { RecordedLog } from './recorded-log.ts';

const ACCOUNT = '模拟微信';

/** A whole agent in this process, over a simulated WeChat that the test holds in its hand. */
export class RunningAgent {
  readonly log = new RecordedLog();
  readonly folder = new JournalFolder();
  readonly place = mkdtempSync(join(tmpdir(), 'kefu-running-'));
  readonly wechat: SimulatedWeChat;
  faults: ViewFaults = NO_FAULTS;
  journal: Journal | undefined;
  failure: unknown;
  private readonly driver: SimulatorDriver;
  private readonly url: string;
  private readonly pacing: number;
  private stopping = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(url: string, pacing = 0) {
    this.url = url;
    this.pacing = pacing;
    this.wechat = new SimulatedWeChat(
      new Transcript(this.transcriptPath),
      [ACCOUNT, '二号微信'],
      () => this.faults.delayMs,
    );
    this.driver = new SimulatorDriver({
      wechat: this.wechat,
      faults: () => this.faults,
      visibleLines: 14,
      mediaFolder: join(this.place, 'media'),
      random: seededRandom(1),
      onClose: () => Promise.resolve(),
    });
  }

  start(options: { readonly maxPages?: number; readonly distrusted?: boolean } = {}): this {
    const { config } = parseConfig(this.yaml(), this.place);
    this.stopping = new AbortController();
    const journal = this.folder.open(options);
    this.journal = journal;
    const parts = { config, driver: this.driver, journal, sealer: new Sealer(this.folder.key, true), log: this.log };
    this.running = runAgent(parts, this.stopping.signal).catch((error: unknown) => {
      this.failure = error;
    });
    return this;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.journal?.close();
  }

  say(text: string, window = '王先生', account = ACCOUNT): void {
    this.wechat.say({ account, window, by: 'customer', content: text });
  }

  phone(text: string, window = '王先生'): void {
    this.wechat.say({ account: ACCOUNT, window, by: 'phone', content: text });
  }

  transcript(): readonly TranscriptEntry[] {
    const lines = readFileSync(this.transcriptPath, 'utf8')
      .split('\n')
      .filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as TranscriptEntry);
  }

  typed(window?: string): readonly string[] {
    const own = this.transcript().filter(
      (entry) => entry.by === 'agent' && (window === undefined || entry.window === window),
    );
    return own.map((entry) => entry.content);
  }

  async dispose(): Promise<void> {
    await this.stop().catch(() => undefined);
    this.folder.dispose();
    rmSync(this.place, { recursive: true, force: true });
  }

  private get transcriptPath(): string {
    return join(this.place, 'transcript.jsonl');
  }

  private yaml(): string {
    return `
server: { url: '${this.url}' }
client: { agent_id: 1, api_key: right-key }
wechat: { check_interval: 0.05, pacing: ${this.pacing} }
cache: { directory: '${this.folder.directory}', key_file: '${this.place}/key' }
heartbeat: { interval: 1 }
`;
  }
}
