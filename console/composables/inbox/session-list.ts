import type { InboxTab, SessionRowFragment } from '../../generated/graphql.ts';
import { penOf } from './pen.ts';

/** One loaded stretch of an inbox tab, in the hub's order. */
export interface SessionList {
  readonly sessions: readonly SessionRowFragment[];
  /** False while the hub has more than is loaded; then nothing may be added behind the last one. */
  readonly complete: boolean;
}

/** Which tabs of the inbox a session is in, by the same rule as the hub's. All is all: those that are over as well. */
export function belongsTo(tab: InboxTab, session: SessionRowFragment, meId: string | undefined): boolean {
  const pen = penOf(session, meId);
  switch (tab) {
    case 'WAITING':
      return pen !== 'closed' && session.handoff?.state === 'WAITING';
    case 'MINE':
      return pen === 'mine' || pen === 'requested';
    case 'HUMAN':
      return pen === 'mine' || pen === 'requested' || pen === 'other' || pen === 'asked' || pen === 'phone';
    case 'AI':
      return pen === 'model';
    case 'ALL':
      return true;
  }
}

/** Ids are decimal numbers too long for a double. */
export function compareIds(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : Number(a > b));
}

/** Negative when a stands before b. Waiting: priority, then who has waited longest; elsewhere the last active first. */
export function compareIn(tab: InboxTab, a: SessionRowFragment, b: SessionRowFragment): number {
  if (tab === 'WAITING' && a.handoff && b.handoff) {
    const byPriority = b.handoff.priority - a.handoff.priority;
    return byPriority || Date.parse(a.handoff.openedAt) - Date.parse(b.handoff.openedAt) || compareIds(a.id, b.id);
  }
  return Date.parse(b.lastActiveAt) - Date.parse(a.lastActiveAt) || compareIds(b.id, a.id);
}

/**
 * Applies one changed session to a loaded stretch: taken out, and put back where it now belongs. `searching` keeps the
 * list to what the hub found: a session that it did not name is not added, one that it named stays.
 */
export function applyChange(
  list: SessionList,
  session: SessionRowFragment,
  view: { tab: InboxTab; meId: string | undefined; searching: boolean },
): SessionList {
  const known = list.sessions.some((one) => one.id === session.id);
  const others = list.sessions.filter((one) => one.id !== session.id);
  const wanted = view.searching ? known : belongsTo(view.tab, session, view.meId);
  if (!wanted) return known ? { ...list, sessions: others } : list;
  const at = others.findIndex((one) => compareIn(view.tab, session, one) < 0);
  if (at >= 0) return { ...list, sessions: others.toSpliced(at, 0, session) };
  return list.complete || known ? { ...list, sessions: [...others, session] } : list;
}

/** Appends a further page; a session that moved between the pages appears once, in its newer place. */
export function appendPage(list: SessionList, page: SessionList): SessionList {
  const fresh = new Set(page.sessions.map((session) => session.id));
  const kept = list.sessions.filter((session) => !fresh.has(session.id));
  return { sessions: [...kept, ...page.sessions], complete: page.complete };
}
