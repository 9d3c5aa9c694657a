import type { SessionRowFragment } from '../../generated/graphql.ts';

/**
 * Who holds the pen in a session, seen by one operator: the model, nobody yet (waiting), I have asked (requested),
 * me (mine), a colleague (other), a colleague has asked (asked), a person on the phone or PC (phone), nobody any more (closed).
 */
export type Pen = 'model' | 'waiting' | 'requested' | 'mine' | 'other' | 'asked' | 'phone' | 'closed';

type Penned = Pick<SessionRowFragment, 'status' | 'closedAt' | 'room' | 'handoff'>;

/** Reads the pen from the room first: ownership is the room's, a waiting handoff is the session's. */
export function penOf(session: Penned, meId: string | undefined): Pen {
  const { room, handoff } = session;
  const isOver = session.status === 'CLOSED' || session.closedAt !== null;
  if (isOver) return 'closed';
  if (room.owner === 'HUMAN') return room.ownerUser?.id === meId ? 'mine' : 'other';
  if (room.owner === 'REQUESTED') return room.requestedBy?.id === meId ? 'requested' : 'asked';
  if (room.owner === 'PHONE') return 'phone';
  return handoff?.state === 'WAITING' ? 'waiting' : 'model';
}

/** Whether taking over makes sense now: not when I have it, have asked, or it is over; a colleague's is not taken silently. */
export function mayTakeOver(pen: Pen): boolean {
  return pen === 'model' || pen === 'waiting' || pen === 'phone';
}
