import { pause } from '../clock.ts';
import { backoff } from '../hub/backoff.ts';
import { HubRefusal, NoAnswer } from '../hub/hub-fault.ts';
import type { Hub } from '../hub/hub.ts';
import { Signal } from '../signal.ts';
import type { Reporter } from './reporter.ts';

const RETRY_CAP_MS = 10_000;
/** Looked after the queues this often even when nobody called. */
const LOOK_MS = 5_000;

export interface DrainParts {
  readonly hub: Hub;
  readonly reporter: Reporter;
  readonly stopping: AbortSignal;
  /** Anything but the hub failed: the journal. */
  readonly onTrouble: (error: unknown) => void;
}

/** Empties both queues whenever there is a connection: lines in their order, what became of bubbles in theirs. */
export class Drain {
  private readonly parts: DrainParts;
  private readonly more = new Signal();
  private deliveriesTurn: Promise<void> = Promise.resolve();

  constructor(parts: DrainParts) {
    this.parts = parts;
    parts.hub.onConnected(() => this.more.notify());
  }

  /** Something new is in the journal. */
  wake(): void {
    this.more.notify();
  }

  /** Runs both queues until stopped. */
  async run(): Promise<void> {
    await Promise.all([this.loop(() => this.parts.reporter.sendLines()), this.loop(() => this.sendOneLot())]);
  }

  /** Tells the hub every delivery journaled so far. Rejects when it cannot be told now. */
  flushDeliveries(): Promise<void> {
    return this.inTurn(async () => {
      while (await this.parts.reporter.sendDeliveries());
    });
  }

  private async sendOneLot(): Promise<boolean> {
    let more = false;
    await this.inTurn(async () => {
      more = await this.parts.reporter.sendDeliveries();
    });
    return more;
  }

  /** Deliveries go one call after the other, so that a repeat never overtakes what follows it. */
  private inTurn(work: () => Promise<void>): Promise<void> {
    const result = this.deliveriesTurn.then(work);
    this.deliveriesTurn = result.catch(() => undefined);
    return result;
  }

  private async loop(sendOne: () => Promise<boolean>): Promise<void> {
    const { hub, stopping, onTrouble } = this.parts;
    for (let tries = 0; !stopping.aborted;) {
      try {
        const more = hub.connected && (await sendOne());
        tries = 0;
        if (!more) await this.more.wait(LOOK_MS, stopping);
      } catch (error) {
        if (!(error instanceof NoAnswer) && !(error instanceof HubRefusal)) onTrouble(error);
        await pause(backoff(tries, RETRY_CAP_MS), stopping);
        tries += 1;
      }
    }
  }
}
