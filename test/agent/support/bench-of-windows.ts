import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Accounts } from '../../../agent/accounts.ts';
import { Capture } from '../../../agent/capture/capture.ts';
import type { Clock } from '../../../agent/clock.ts';
import { Deliveries } from '../../../agent/outbox/deliveries.ts';
import type { Journal } from '../../../agent/outbox/journal.ts';
import { Lines, type StoredLine } from '../../../agent/outbox/lines.ts';
import { MediaStore } from '../../../agent/outbox/media-store.ts';
import { Sealer } from '../../../agent/outbox/sealer.ts';
import { SimulatedWeChat } from '../../../agent/wechat/simulator/simulated-wechat.ts';
import { SimulatorDriver } from '../../../agent/wechat/simulator/simulator-driver.ts';
import { seededRandom } from '../../../agent/wechat/simulator/random.ts';
import { Transcript } from '../../../agent/wechat/simulator/transcript.ts';
import type { ViewFaults } from '../../../agent/wechat/simulator/simulator-config.ts';
import { JournalFolder } from './journal-folder.ts';

export const NO_FAULTS: ViewFaults = {
  drop: 0,
  delayMs: 0,
  duplicate: 0,
  reorder: 0,
  hide: 0,
  loseEcho: 0,
  wrongChat: 0,
  uiMs: 0,
  uiIds: 'stable',
};

export const SILENT_LOG = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Simulated windows, a journal and the capture between them, in this process and without any waiting. */
export class BenchOfWindows {
  readonly folder = new JournalFolder();
  readonly time = { now: Date.now() };
  readonly clock: Clock = { now: () => this.time.now, monotonic: () => this.time.now };
  readonly transcriptFolder = mkdtempSync(join(tmpdir(), 'kefu-windows-'));
  faults: ViewFaults = NO_FAULTS;
  visibleLines = 14;
  seed = 1;
  wechat!: SimulatedWeChat;
  driver!: SimulatorDriver;
  journal!: Journal;
  lines!: Lines;
  deliveries!: Deliveries;
  accounts!: Accounts;
  capture!: Capture;
  media!: MediaStore;

  constructor() {
    this.openWeChat();
    this.openAgent();
  }

  /** WeChat starts anew from its transcript: its UI ids are others. */
  openWeChat(): void {
    const random = seededRandom(this.seed);
    const transcript = new Transcript(join(this.transcriptFolder, 'transcript.jsonl'));
    this.wechat = new SimulatedWeChat(transcript, ['店铺'], () => 0);
    this.driver = new SimulatorDriver({
      wechat: this.wechat,
      faults: () => this.faults,
      visibleLines: this.visibleLines,
      mediaFolder: join(this.transcriptFolder, 'media'),
      random,
      onClose: () => Promise.resolve(),
    });
  }

  /** The agent's side; call closeAgent first when it is open. */
  openAgent(): void {
    this.journal = this.folder.open();
    this.lines = new Lines(this.journal);
    this.deliveries = new Deliveries(this.journal);
    this.accounts = new Accounts(SILENT_LOG);
    this.media = new MediaStore(this.folder.directory, new Sealer(this.folder.key, true));
    const { driver, accounts, journal, lines, deliveries, media, clock } = this;
    this.capture = new Capture({
      driver,
      accounts,
      journal,
      lines,
      deliveries,
      media,
      clock,
      onJournaled: () => undefined,
    });
  }

  closeAgent(): void {
    this.journal.close();
  }

  restartAgent(): void {
    this.closeAgent();
    this.openWeChat();
    this.openAgent();
  }

  say(text: string, window = '王先生'): void {
    this.wechat.say({ account: '店铺', window, by: 'customer', content: text });
  }

  phone(text: string, window = '王先生'): void {
    this.wechat.say({ account: '店铺', window, by: 'phone', content: text });
  }

  async scan(times = 1): Promise<void> {
    for (let time = 0; time < times; time += 1) {
      this.accounts.update(await this.driver.states());
      await this.capture.scan();
    }
  }

  /** Every line in the queue. */
  queued(): readonly StoredLine[] {
    return this.lines.nextBatch(100_000);
  }

  texts(window = '王先生'): readonly string[] {
    return this.queued()
      .filter((line) => line.chat.window === window)
      .map((line) => line.line.content);
  }

  dispose(): void {
    this.folder.dispose();
    rmSync(this.transcriptFolder, { recursive: true, force: true });
  }
}
