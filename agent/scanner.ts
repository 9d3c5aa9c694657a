import type { Accounts } from './accounts.ts';
import type { Capture } from './capture/capture.ts';
import { pause, type Clock } from './clock.ts';
import type { Log } from './log.ts';
import type { Deliveries } from './outbox/deliveries.ts';
import { JournalFault } from './outbox/journal-fault.ts';
import type { JournalHealth } from './outbox/journal-health.ts';
import type { Lines } from './outbox/lines.ts';
import type { MediaStore } from './outbox/media-store.ts';
import { driverTrouble } from './texts.ts';
import type { Recovery } from './typing/recovery.ts';
import type { UiMutex } from './ui-mutex.ts';
import type { WeChatDriver } from './wechat/driver.ts';

/** A pause between two scans longer than this means that the machine slept: what stands there now is a catch-up. */
const SLEPT_MS = 60_000;
const CLEANUP_EVERY_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** The same failure of the driver is said again this seldom. */
const REPEAT_TROUBLE_MS = 300_000;

export interface ScannerParts {
  readonly driver: WeChatDriver;
  readonly mutex: UiMutex;
  readonly accounts: Accounts;
  readonly capture: Capture;
  readonly recovery: Recovery;
  readonly health: JournalHealth;
  readonly lines: Lines;
  readonly deliveries: Deliveries;
  readonly media: MediaStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly stopping: AbortSignal;
  readonly intervalMs: number;
  readonly cleanupDays: number;
  /** The journal is damaged. */
  readonly fail: (error: unknown) => void;
  /** A login's state changed, or the journal's. */
  readonly onStates: () => void;
  /** A bubble of unknown fate was settled. */
  readonly onSettled: () => void;
}

/** Looks at WeChat again and again: states, new lines, bubbles whose fate is open. */
export class Scanner {
  private readonly parts: ScannerParts;
  private lastScan = 0;
  private lastCleanup = 0;
  private said: { readonly text: string; readonly at: number } | undefined;

  constructor(parts: ScannerParts) {
    this.parts = parts;
  }

  /** Runs until stopped; one scan never overlaps the next. */
  async run(): Promise<void> {
    const { mutex, stopping, intervalMs } = this.parts;
    while (!stopping.aborted) {
      await mutex.run(() => this.scanOnce()).catch((error: unknown) => this.note(error));
      await pause(intervalMs, stopping);
    }
  }

  private async scanOnce(): Promise<void> {
    const { driver, accounts, capture, recovery, health, onStates, onSettled } = this.parts;
    const before = health.trouble;
    const writable = health.check();
    this.noteSleep();
    const changed = accounts.update(await driver.states());
    if (changed || before !== health.trouble) onStates();
    if (!writable) return;
    await capture.scan();
    if (await recovery.settle()) onSettled();
    this.cleanUp();
  }

  private noteSleep(): void {
    const now = this.parts.clock.now();
    if (this.lastScan > 0 && now - this.lastScan > SLEPT_MS + this.parts.intervalMs) this.parts.accounts.fellBehind();
    this.lastScan = now;
  }

  private cleanUp(): void {
    const { clock, lines, deliveries, media, cleanupDays } = this.parts;
    if (clock.now() - this.lastCleanup < CLEANUP_EVERY_MS) return;
    this.lastCleanup = clock.now();
    const cutoff = clock.now() - cleanupDays * DAY_MS;
    lines.forgetBefore(cutoff);
    deliveries.forgetBefore(cutoff);
    if (lines.queued() === 0) media.forgetBefore(cutoff);
  }

  private note(error: unknown): void {
    const { health, log, clock, fail, onStates } = this.parts;
    if (health.noteFull(error)) onStates();
    else if (error instanceof JournalFault) fail(error);
    else {
      const text = driverTrouble(error);
      const now = clock.monotonic();
      if (this.said?.text === text.zh && now - this.said.at < REPEAT_TROUBLE_MS) return;
      this.said = { text: text.zh, at: now };
      log.warn(text);
    }
  }
}
