import type { Capture } from '../capture/capture.ts';
import { pause, type Clock } from '../clock.ts';
import { crashPoint } from '../crash-points.ts';
import type { Deliveries } from '../outbox/deliveries.ts';
import { isDiskFull } from '../outbox/journal-fault.ts';
import type { UiMutex } from '../ui-mutex.ts';
import type { WeChatDriver } from '../wechat/driver.ts';
import type { DeskReply } from './desk-reply.ts';

/** How long a typed bubble may take to show up in its chat. */
const READ_BACK_MS = 2_000;
const READ_BACK_PAUSE_MS = 60;

/**
 * typed: Enter was pressed and what became of it is journaled. not_now: a rule forbade it, nothing was typed.
 * missing: the chat was not there or not as expected, nothing was typed. ambiguous: the window's name is not unique.
 */
export type TypingResult = 'typed' | 'not_now' | 'missing' | 'ambiguous';

export interface TypistParts {
  readonly driver: WeChatDriver;
  readonly mutex: UiMutex;
  readonly capture: Capture;
  readonly deliveries: Deliveries;
  readonly clock: Clock;
  /** Whether this bubble may be typed at this very moment: feed, lease, fence, account, granted in the lease's present term. */
  readonly mayType: (reply: DeskReply) => boolean;
}

/** Types one bubble. Everything from opening the chat to reading back happens under the UI mutex, and nothing else does. */
export class Typist {
  private readonly parts: TypistParts;

  constructor(parts: TypistParts) {
    this.parts = parts;
  }

  /** Fails with JournalFault before anything was typed, or with the driver's own error; both leave the bubble to be tried again or read back. */
  type(reply: DeskReply): Promise<TypingResult> {
    return this.parts.mutex.run(() => this.typeAlone(reply));
  }

  private async typeAlone(reply: DeskReply): Promise<TypingResult> {
    const { capture, deliveries, mayType, clock } = this.parts;
    if (!mayType(reply)) return 'not_now';
    const before = deliveries.stateOf(reply.replyId);
    if (before !== undefined && before !== 'WITHDRAWN') return 'typed';
    // What stands in the chat already must not be taken for this bubble when it is read back.
    const chat = await capture.lookAgain(reply);
    if (chat === null) return 'missing';
    if (chat.ambiguous) return 'ambiguous';
    if (!capture.isSettled(reply)) return 'not_now';
    deliveries.write(reply, 'INTENT', { at: clock.now() });
    crashPoint('after-intent');
    const result = await this.press(reply);
    if (result !== 'typed') {
      deliveries.write(reply, 'WITHDRAWN', { at: clock.now() });
      return result;
    }
    crashPoint('after-enter');
    this.note(reply, 'TYPED');
    crashPoint('after-typed');
    await this.readBack(reply);
    crashPoint('after-read-back');
    return 'typed';
  }

  private async press(reply: DeskReply): Promise<TypingResult> {
    const { driver, mayType } = this.parts;
    try {
      if (!(await driver.open(reply))) return 'missing';
      await driver.setText(reply.text);
      crashPoint('after-set-text');
      const result = await driver.enter(reply, reply.text, () => {
        reply.pressed = mayType(reply);
        return reply.pressed;
      });
      if (result === 'pressed') return 'typed';
      reply.pressed = false;
      await driver.clear();
      return result === 'refused' ? 'not_now' : 'missing';
    } catch (error) {
      // A driver that fails after the key was allowed may have pressed it: only the chat itself can tell.
      if (reply.pressed) return 'typed';
      this.parts.deliveries.write(reply, 'WITHDRAWN', { at: this.parts.clock.now() });
      throw error;
    }
  }

  private async readBack(reply: DeskReply): Promise<void> {
    const { capture, deliveries, clock } = this.parts;
    const deadline = clock.monotonic() + READ_BACK_MS;
    try {
      while (clock.monotonic() < deadline) {
        await capture.lookAgain(reply);
        if (deliveries.stateOf(reply.replyId) === 'CONFIRMED') return;
        await pause(READ_BACK_PAUSE_MS);
      }
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      return;
    }
    this.note(reply, 'UNKNOWN');
  }

  /** After the key a full disk must not undo anything: the intent is on the disk, and the chat will be read back later. */
  private note(reply: DeskReply, state: 'TYPED' | 'UNKNOWN'): void {
    try {
      this.parts.deliveries.write(reply, state, { at: this.parts.clock.now() });
    } catch (error) {
      if (!isDiskFull(error)) throw error;
    }
  }
}
