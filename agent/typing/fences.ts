import type { ReplyOrigin } from '../generated/graphql.ts';

/** Rooms remembered; the oldest are forgotten first. Replies behind a forgotten fence were dropped when it came. */
const REMEMBERED_ROOMS = 10_000;

/** What a fence is asked about. */
export interface FencedReply {
  readonly roomId: string;
  readonly origin: ReplyOrigin;
  readonly fence: number;
}

/** The newest fence of each room, as the feed told it. A fence binds what the hub says by itself, answers and notices, never an operator's bubbles. */
export class Fences {
  private readonly newest = new Map<string, number>();

  /** Takes a fence in; an older one changes nothing. */
  raise(roomId: string, fence: number): void {
    const known = this.newest.get(roomId) ?? 0;
    this.newest.delete(roomId);
    this.newest.set(roomId, Math.max(known, fence));
    const oldest = this.newest.keys().next();
    if (this.newest.size > REMEMBERED_ROOMS && oldest.done !== true) this.newest.delete(oldest.value);
  }

  allows(reply: FencedReply): boolean {
    return reply.origin === 'OPERATOR' || reply.fence >= (this.newest.get(reply.roomId) ?? 0);
  }

  forget(): void {
    this.newest.clear();
  }
}
