import { pause, type Clock } from '../clock.ts';
import { crashPoint } from '../crash-points.ts';
import { AcknowledgeFenceDocument } from '../generated/graphql.ts';
import type { Hub } from '../hub/hub.ts';
import type { Deliveries } from '../outbox/deliveries.ts';
import type { UiMutex } from '../ui-mutex.ts';
import type { DeskReply } from './desk-reply.ts';

/** The mutex is not held longer for an answer of the hub; what is late comes while others work. */
const HOLD_MS = 2_000;
const RETRY_MS = 1_000;

export interface FenceKeeperParts {
  readonly hub: Hub;
  readonly journalId: string;
  readonly mutex: UiMutex;
  readonly deliveries: Deliveries;
  readonly clock: Clock;
  /** Tells the hub all deliveries journaled so far; rejects when it cannot. */
  readonly flush: () => Promise<void>;
}

/**
 * Yields to a fence: under the UI mutex, so that no bubble is half typed, what was dropped is told as void and then the
 * fence is acknowledged. From then on the hub may let a person write.
 */
export class FenceKeeper {
  private readonly parts: FenceKeeperParts;
  private readonly newest = new Map<string, number>();

  constructor(parts: FenceKeeperParts) {
    this.parts = parts;
    // A new connection brings the fences that still matter; acknowledgements of the old one are not owed.
    parts.hub.onDisconnected(() => this.newest.clear());
  }

  /** Resolves when acknowledged, or when a newer fence or a lost connection made it pointless. Rejects only with a damaged journal. */
  async yieldTo(roomId: string, fence: number, dropped: readonly DeskReply[]): Promise<void> {
    if ((this.newest.get(roomId) ?? -1) < fence) this.newest.set(roomId, fence);
    let acknowledged = await this.parts.mutex.run(async () => {
      this.noteDropped(dropped);
      return this.acknowledge(roomId, fence);
    });
    while (!acknowledged && this.newest.get(roomId) === fence) {
      await pause(RETRY_MS);
      acknowledged = await this.parts.mutex.run(() => this.acknowledge(roomId, fence));
    }
    if (this.newest.get(roomId) === fence) this.newest.delete(roomId);
  }

  /** Journals as void what left the desk untyped and may be leased. Rejects only with a damaged journal. */
  async drop(dropped: readonly DeskReply[]): Promise<void> {
    await this.parts.mutex.run(async () => this.noteDropped(dropped));
    await this.parts.flush().catch(() => undefined);
  }

  private noteDropped(dropped: readonly DeskReply[]): void {
    for (const reply of dropped) {
      if (reply.pressed || !reply.maybeLeased) continue;
      this.parts.deliveries.write(reply, 'VOID', { at: this.parts.clock.now(), detail: 'FENCED' });
    }
  }

  private async acknowledge(roomId: string, fence: number): Promise<boolean> {
    if (this.newest.get(roomId) !== fence) return false;
    const { hub, journalId, flush } = this.parts;
    const work = async (): Promise<boolean> => {
      await flush();
      crashPoint('before-fence-acknowledge');
      await hub.call(AcknowledgeFenceDocument, { journalId, roomId, fence });
      crashPoint('after-fence-acknowledge');
      return true;
    };
    const late = new AbortController();
    const answered = work().catch(() => false);
    const result = await Promise.race([answered, pause(HOLD_MS, late.signal).then(() => false)]);
    late.abort();
    return result;
  }
}
