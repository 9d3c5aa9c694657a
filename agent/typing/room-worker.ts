import { pause, type Clock } from '../clock.ts';
import { crashPoint } from '../crash-points.ts';
import { LeaseRepliesDocument } from '../generated/graphql.ts';
import { HubRefusal } from '../hub/hub-fault.ts';
import type { Hub } from '../hub/hub.ts';
import type { Deliveries } from '../outbox/deliveries.ts';
import type { Signal } from '../signal.ts';
import type { DeskReply } from './desk-reply.ts';
import { typingDelay } from './pacing.ts';
import type { ReplyDesk } from './reply-desk.ts';
import type { Typist } from './typist.ts';

/** How long to wait before looking again when nothing woke us. */
const LOOK_AGAIN_MS = 500;
/** A chat that cannot be opened this often is not there: a person has to deal with the answer. */
const FAILURES = 3;
/** A bubble that is refused again and again (its window is ambiguous, a person must decide first) is asked for ever more seldom. */
const REFUSED_CAP_MS = 10_000;
/** With these the hub will never grant this bubble. */
const NEVER_GRANTED: ReadonlySet<string> = new Set([
  'FENCED',
  'EXPIRED',
  'VOID',
  'GONE',
  'TYPED',
  'CONFIRMED',
  'UNKNOWN',
  'NOT_FOUND',
  'FORBIDDEN',
  'BAD_INPUT',
]);

export interface RoomWorkerParts {
  readonly hub: Hub;
  readonly journalId: string;
  readonly desk: ReplyDesk;
  readonly typist: Typist;
  readonly deliveries: Deliveries;
  readonly changed: Signal;
  readonly clock: Clock;
  /** Typing failed below the rules: the driver or the journal. */
  readonly onTrouble: (error: unknown) => void;
  readonly pacing: number;
  /** Whether a bubble may be leased and typed now. */
  readonly isOpen: (reply: DeskReply) => boolean;
  /** Term of the connection lease that is held now. */
  readonly term: () => number;
  readonly onDelivery: () => void;
  readonly stopping: AbortSignal;
}

/** Works through the bubbles of one room, one after the other: pause, lease, type. Rooms wait side by side; only typing is shared. */
export class RoomWorker {
  private readonly parts: RoomWorkerParts;
  private readonly working = new Set<string>();

  constructor(parts: RoomWorkerParts) {
    this.parts = parts;
  }

  /** Runs until the room has no bubble left; at once when the room is being worked on: two would break its order. */
  async work(roomId: string): Promise<void> {
    const { desk, stopping } = this.parts;
    if (this.working.has(roomId)) return;
    this.working.add(roomId);
    try {
      for (let head = desk.head(roomId); head !== undefined && !stopping.aborted; head = desk.head(roomId)) {
        if (await this.deliver(head)) desk.remove(head);
      }
    } finally {
      this.working.delete(roomId);
    }
  }

  /** True when the bubble is dealt with; false to look at the room's head again. */
  private async deliver(reply: DeskReply): Promise<boolean> {
    const { changed, pacing, isOpen, typist, stopping } = this.parts;
    const signal = AbortSignal.any([reply.gone.signal, stopping]);
    if (!reply.paced) {
      await pause(typingDelay(reply.text, pacing), signal);
      reply.paced = true;
    }
    while (!signal.aborted && !isOpen(reply)) await changed.wait(LOOK_AGAIN_MS, signal);
    if (signal.aborted) return false;
    const leased = await this.lease(reply);
    if (leased === 'never') return true;
    if (leased === 'later') {
      reply.refusals += 1;
      await pause(Math.min(REFUSED_CAP_MS, LOOK_AGAIN_MS * 2 ** (reply.refusals - 1)), signal);
      return false;
    }
    reply.refusals = 0;
    crashPoint('after-lease');
    try {
      const result = await typist.type(reply);
      if (result === 'typed') {
        this.parts.onDelivery();
        return true;
      }
      if (result === 'ambiguous') return this.giveUp(reply, 'AMBIGUOUS_WINDOW');
      if (result === 'missing') reply.failures += 1;
      if (reply.failures >= FAILURES) return this.giveUp(reply, 'CHAT_NOT_FOUND');
    } catch (error) {
      this.parts.onTrouble(error);
      if (reply.pressed) return true;
    }
    await changed.wait(LOOK_AGAIN_MS, signal);
    return false;
  }

  private async lease(reply: DeskReply): Promise<'granted' | 'later' | 'never'> {
    const { hub, journalId } = this.parts;
    const term = this.parts.term();
    const before = reply.maybeLeased;
    reply.maybeLeased = true;
    try {
      const { leaseReplies } = await hub.call(LeaseRepliesDocument, { journalId, replyIds: [reply.replyId] });
      const answer = leaseReplies.find((one) => one.replyId === reply.replyId);
      if (answer?.granted === true) {
        reply.grantedIn = term;
        return 'granted';
      }
      reply.maybeLeased = before;
      return NEVER_GRANTED.has(answer?.code ?? '') ? 'never' : 'later';
    } catch (error) {
      return error instanceof HubRefusal && NEVER_GRANTED.has(error.code) ? 'never' : 'later';
    }
  }

  /** Nothing was typed and nothing will be: the hub hands the answer to a person. */
  private giveUp(reply: DeskReply, detail: 'AMBIGUOUS_WINDOW' | 'CHAT_NOT_FOUND'): boolean {
    this.parts.deliveries.write(reply, 'VOID', { at: this.parts.clock.now(), detail });
    this.parts.onDelivery();
    return true;
  }
}
