import { pause } from '../clock.ts';
import { backoff } from '../hub/backoff.ts';
import type { FeedItem, Hub } from '../hub/hub.ts';
import type { ReplyDesk } from './reply-desk.ts';

/** A feed that is not synced after this long (the hub fell silent, or said Reset) is asked for anew. */
const SYNC_WITHIN_MS = 15_000;
const RESUBSCRIBE_CAP_MS = 5_000;

/**
 * Keeps the feed of replies flowing onto the desk: on each connection, and again when the hub ends it. No cursor is kept:
 * each feed begins with all that is pending and every fence that is owed, up to Synced.
 */
export class Feed {
  private readonly hub: Hub;
  private readonly desk: ReplyDesk;
  private end: () => void = () => undefined;
  private tries = 0;
  /** Numbers the subscriptions, so that a late end of an old one is not taken for the present one's. */
  private present = 0;

  constructor(hub: Hub, desk: ReplyDesk) {
    this.hub = hub;
    this.desk = desk;
    hub.onConnected(() => {
      this.tries = 0;
      this.begin();
    });
    hub.onDisconnected(() => {
      this.present += 1;
      desk.endFeed();
    });
  }

  private begin(): void {
    this.present += 1;
    const mine = this.present;
    this.end();
    this.desk.beginFeed();
    this.end = this.hub.subscribe({
      item: (item) => {
        if (mine === this.present) this.take(item);
      },
      ended: () => {
        if (mine === this.present) void this.beginAgain(mine);
      },
    });
    void this.watchSync(mine);
  }

  private take(item: FeedItem): void {
    if (item.__typename === 'Synced') this.tries = 0;
    this.desk.take(item);
  }

  private async beginAgain(mine: number): Promise<void> {
    this.desk.endFeed();
    await pause(backoff(this.tries, RESUBSCRIBE_CAP_MS));
    this.tries += 1;
    if (mine === this.present && this.hub.connected) this.begin();
  }

  private async watchSync(mine: number): Promise<void> {
    await pause(SYNC_WITHIN_MS);
    if (mine === this.present && !this.desk.synced && this.hub.connected) this.begin();
  }
}
