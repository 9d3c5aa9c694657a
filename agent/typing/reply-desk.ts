import type { Deliveries } from '../outbox/deliveries.ts';
import type { FeedItem } from '../hub/hub.ts';
import type { Log } from '../log.ts';
import type { Signal } from '../signal.ts';
import { feedReset } from '../texts.ts';
import { deskReply, type DeskReply } from './desk-reply.ts';
import type { Fences } from './fences.ts';

export interface ReplyDeskParts {
  readonly deliveries: Deliveries;
  readonly fences: Fences;
  /** Notified when the gate or a queue may have changed. */
  readonly changed: Signal;
  readonly log: Log;
  /** A room has its first bubble: begin to work on it. */
  readonly onWork: (roomId: string) => void;
  /** A fence came; `dropped` are the bubbles it took off the desk. */
  readonly onFence: (roomId: string, fence: number, dropped: readonly DeskReply[]) => void;
  /** Bubbles were taken off the desk that the hub may count as leased. */
  readonly onDropped: (dropped: readonly DeskReply[]) => void;
}

/** The bubbles that wait to be typed, by room and in the feed's order. Nothing leaves the desk to be typed before Synced. */
export class ReplyDesk {
  private readonly parts: ReplyDeskParts;
  private readonly rooms = new Map<string, DeskReply[]>();
  /** Fences a feed began with: its bubbles follow, and what a fence drops has to be told before it is acknowledged. */
  private readonly owed = new Map<string, { fence: number; dropped: readonly DeskReply[] }>();
  private inSync = false;

  constructor(parts: ReplyDeskParts) {
    this.parts = parts;
  }

  get synced(): boolean {
    return this.inSync;
  }

  /** Bubbles that wait now. */
  get size(): number {
    return [...this.rooms.values()].reduce((sum, queue) => sum + queue.length, 0);
  }

  /** The next bubble of a room. */
  head(roomId: string): DeskReply | undefined {
    return this.rooms.get(roomId)?.[0];
  }

  /** Takes one bubble off, whatever became of it. */
  remove(reply: DeskReply): void {
    reply.gone.abort();
    const rest = (this.rooms.get(reply.roomId) ?? []).filter((other) => other !== reply);
    if (rest.length === 0) this.rooms.delete(reply.roomId);
    else this.rooms.set(reply.roomId, rest);
  }

  /** A feed begins: what it does not show again until Synced is no longer wanted. */
  beginFeed(): void {
    this.inSync = false;
    this.owed.clear();
    this.parts.fences.forget();
    for (const queue of this.rooms.values()) for (const reply of queue) reply.replayed = false;
  }

  /** The connection is gone. Bubbles keep their places, nothing is typed. */
  endFeed(): void {
    this.inSync = false;
  }

  take(item: FeedItem): void {
    switch (item.__typename) {
      case 'Reply':
        this.takeReply(item);
        break;
      case 'Fence':
        this.takeFence(item.roomId, item.fence);
        break;
      case 'Void':
        this.drop((reply) => item.replyIds.includes(reply.replyId));
        break;
      case 'Synced':
        this.drop((reply) => !reply.replayed);
        this.inSync = true;
        for (const [roomId, { fence, dropped }] of this.owed) this.parts.onFence(roomId, fence, dropped);
        this.owed.clear();
        break;
      case 'Reset':
        this.parts.log.warn(feedReset(item.reason));
        this.drop(() => true);
        this.owed.clear();
        this.parts.fences.forget();
        this.inSync = false;
        break;
    }
    this.parts.changed.notify();
  }

  private takeReply(item: Extract<FeedItem, { __typename: 'Reply' }>): void {
    const known = (this.rooms.get(item.roomId) ?? []).find((reply) => reply.replyId === item.id);
    if (known !== undefined) {
      known.replayed = true;
      known.maybeLeased ||= item.leased;
      return;
    }
    const before = this.parts.deliveries.stateOf(item.id);
    if (before !== undefined && before !== 'WITHDRAWN') {
      // Dealt with already. Never typed again; the hub may have missed what became of it.
      this.parts.deliveries.repeatReport(item.id);
      return;
    }
    const reply = deskReply(item);
    if (item.state !== 'QUEUED' && item.state !== 'LEASED') {
      // The hub gave a bubble of this journal up, but the journal knows that no key was pressed for it.
      this.parts.onDropped([{ ...reply, maybeLeased: true }]);
      return;
    }
    if (!this.parts.fences.allows(reply)) {
      const owed = this.owed.get(item.roomId);
      if (owed === undefined) this.parts.onDropped([reply]);
      else owed.dropped = [...owed.dropped, reply];
      return;
    }
    const queue = this.rooms.get(item.roomId);
    if (queue === undefined) {
      this.rooms.set(item.roomId, [reply]);
      this.parts.onWork(item.roomId);
    } else queue.push(reply);
  }

  private takeFence(roomId: string, fence: number): void {
    this.parts.fences.raise(roomId, fence);
    const dropped = (this.rooms.get(roomId) ?? []).filter((reply) => !this.parts.fences.allows(reply));
    for (const reply of dropped) this.remove(reply);
    if (this.inSync) this.parts.onFence(roomId, fence, dropped);
    else this.owed.set(roomId, { fence, dropped: [...(this.owed.get(roomId)?.dropped ?? []), ...dropped] });
  }

  private drop(condition: (reply: DeskReply) => boolean): void {
    const dropped = [...this.rooms.values()].flat().filter(condition);
    for (const reply of dropped) this.remove(reply);
    if (dropped.length > 0) this.parts.onDropped(dropped);
  }
}
