import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { clockIsOff, hubReached, hubTrouble } from '../texts.ts';
import type { HubFault } from './hub-fault.ts';

/** The same trouble is said again after this long, so that a log of the last hour always names it. */
const REPEAT_MS = 15 * 60_000;
/** Below this the difference of the clocks harms nothing. */
const TOLERATED_SKEW_MS = 120_000;

/** Says once what is wrong with the way to the hub, and once that it is over. */
export class Trouble {
  private readonly log: Log;
  private readonly clock: Clock;
  private readonly url: string;
  private said: { readonly code: string; readonly at: number } | undefined;
  private skewed = false;
  private reachedBefore = false;

  constructor(url: string, log: Log, clock: Clock) {
    this.url = url;
    this.log = log;
    this.clock = clock;
  }

  report(fault: HubFault): void {
    const now = this.clock.monotonic();
    if (this.said?.code === fault.code && now - this.said.at < REPEAT_MS) return;
    this.said = { code: fault.code, at: now };
    this.log.error(hubTrouble(fault, this.url));
  }

  /** Connected and acknowledged. */
  over(): void {
    if (this.said !== undefined || !this.reachedBefore) this.log.info(hubReached(this.url));
    this.said = undefined;
    this.reachedBefore = true;
  }

  /** `skewMs`: this machine's clock minus the hub's. */
  measuredSkew(skewMs: number): void {
    const skewed = Math.abs(skewMs) > TOLERATED_SKEW_MS;
    if (skewed !== this.skewed) this.log[skewed ? 'warn' : 'info'](clockIsOff(skewMs, skewed));
    this.skewed = skewed;
  }
}
