import type { Session } from './session.entity.ts';

const MINUTE_MS = 60_000;
/** Minutes since the last message after which a session is idle, dormant, expired. */
export const SESSION_AGES = { idle: 5, dormant: 15, expired: 30 } as const;

export type SessionStatus = 'active' | 'idle' | 'dormant' | 'expired' | 'closed';

type Aging = Pick<Session, 'lastActiveAt' | 'closedAt' | 'handoffId' | 'resolution'>;

/** Status of a session by its age. One before an operator does not expire; one that ended without a resolution has expired. */
export function sessionStatus(session: Aging, now: number): SessionStatus {
  if (session.closedAt) return session.resolution ? 'closed' : 'expired';
  const minutes = (now - session.lastActiveAt.getTime()) / MINUTE_MS;
  if (minutes < SESSION_AGES.idle) return 'active';
  if (minutes < SESSION_AGES.dormant) return 'idle';
  return minutes <= SESSION_AGES.expired || session.handoffId ? 'dormant' : 'expired';
}

/** Name of a session that people can read out: day and id. */
export function sessionKey(session: Pick<Session, 'id' | 'createdAt'>): string {
  return `S${session.createdAt.toISOString().slice(0, 10).replaceAll('-', '')}-${session.id}`;
}
