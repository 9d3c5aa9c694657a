import type { Accounts } from '../accounts.ts';
import type { Capture } from '../capture/capture.ts';
import type { Clock } from '../clock.ts';
import type { Deliveries, OpenReply } from '../outbox/deliveries.ts';

/** A chat that cannot be read back by then is not waited for: others wait behind it. */
const GIVE_UP_MS = 10_000;

/**
 * Bubbles whose typing was cut short: an intent, or a typed bubble nobody has seen. Their chats are read back; found is
 * confirmed, not found is unknown. They are never typed again.
 */
export class Recovery {
  private readonly parts: {
    readonly capture: Capture;
    readonly deliveries: Deliveries;
    readonly accounts: Accounts;
    readonly clock: Clock;
  };
  private readonly since = new Map<string, number>();

  constructor(parts: Recovery['parts']) {
    this.parts = parts;
  }

  /** Nothing is left open: typing may begin. Asked outside the UI mutex; a bubble being typed right now counts as open. */
  isDone(): boolean {
    return this.orphans().length === 0;
  }

  /** One try for each; call under the UI mutex, where no bubble is being typed. True when something was settled. */
  async settle(): Promise<boolean> {
    const orphans = this.orphans();
    if (orphans.length === 0) this.since.clear();
    let settled = false;
    for (const reply of orphans) settled = (await this.settleOne(reply)) || settled;
    return settled;
  }

  private async settleOne(reply: OpenReply): Promise<boolean> {
    const { capture, deliveries, accounts, clock } = this.parts;
    const since = this.since.get(reply.replyId) ?? clock.monotonic();
    this.since.set(reply.replyId, since);
    const readable = accounts.isReady(reply.account);
    const chat = readable ? await capture.lookAgain(reply) : null;
    if (deliveries.stateOf(reply.replyId) === 'CONFIRMED') return true;
    const looked = readable && (chat === null || capture.isSettled(reply));
    if (!looked && clock.monotonic() - since < GIVE_UP_MS) return false;
    deliveries.write(reply, 'UNKNOWN', { at: clock.now() });
    return true;
  }

  private orphans(): readonly OpenReply[] {
    return this.parts.deliveries.openReplies().filter((reply) => reply.state !== 'UNKNOWN');
  }
}
