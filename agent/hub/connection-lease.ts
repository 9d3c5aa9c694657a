import type { Clock } from '../clock.ts';
import { RenewLeaseDocument } from '../generated/graphql.ts';
import type { Hub } from './hub.ts';

/** How often the right to type is renewed. */
const RENEW_EVERY_MS = 3_000;
/** Typing stops this long before the hub may give the room to someone else. */
const MARGIN_MS = 2_000;

/**
 * The right to type. Counted from the moment a renewal is sent, so that a late answer never makes it longer than the hub
 * thinks it is. Both clocks must agree: the monotonic one may stand still while the machine sleeps, the other may be set.
 */
export class ConnectionLease {
  private readonly hub: Hub;
  private readonly journalId: string;
  private readonly clock: Clock;
  private readonly onChange: () => void;
  private until = 0;
  private lapses = 0;
  private wallFrom = 0;
  private wallUntil = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(hub: Hub, journalId: string, clock: Clock, onChange: () => void) {
    this.hub = hub;
    this.journalId = journalId;
    this.clock = clock;
    this.onChange = onChange;
    hub.onConnected(() => this.start());
    hub.onDisconnected(() => this.stop());
  }

  /** Whether a key may be pressed now. */
  isHeld(): boolean {
    const wall = this.clock.now();
    return this.hub.connected && this.clock.monotonic() < this.until && wall >= this.wallFrom && wall < this.wallUntil;
  }

  /**
   * Counts the times it was held without a break: what the hub granted in an earlier term must be asked for again, because the
   * hub may have let a person in meanwhile.
   */
  get term(): number {
    return this.lapses;
  }

  /** Ends renewing and the right at once. */
  stop(): void {
    clearInterval(this.timer);
    this.until = 0;
  }

  private start(): void {
    this.stop();
    this.timer = setInterval(() => void this.renew(), RENEW_EVERY_MS);
    void this.renew();
  }

  private async renew(): Promise<void> {
    const sent = this.clock.monotonic();
    const sentWall = this.clock.now();
    try {
      const { renewLease } = await this.hub.call(RenewLeaseDocument, { journalId: this.journalId });
      if (!this.isHeld()) this.lapses += 1;
      const lasting = renewLease.connected ? renewLease.leaseSeconds * 1_000 - MARGIN_MS : 0;
      this.until = sent + lasting;
      this.wallFrom = sentWall - MARGIN_MS;
      this.wallUntil = sentWall + lasting;
    } catch {
      // No answer or a refusal: the right runs out by itself, and the next renewal is already due.
      return;
    }
    this.onChange();
  }
}
