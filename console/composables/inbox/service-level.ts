/** How a waiting customer stands against the limit. Times in milliseconds; `left` is negative once it is late. */
export interface ServiceLevel {
  readonly state: 'ok' | 'near' | 'late';
  readonly left: number;
  /** Share of the limit that is used up, 0 to 1. */
  readonly share: number;
}

/** A session as far as waiting goes. */
interface Waiting {
  readonly handoff: { readonly openedAt: string; readonly dueAt: string } | null;
}

/** The last quarter of the limit is near; so is the last half minute of a long one. */
const NEAR_SHARE = 0.75;
const NEAR_MS = 30_000;

/** Measures a wait by the hub's clock. */
export function serviceLevelOf(handoff: { openedAt: string; dueAt: string }, now: number): ServiceLevel {
  const opened = Date.parse(handoff.openedAt);
  const due = Date.parse(handoff.dueAt);
  const left = due - now;
  const share = due > opened ? Math.min(1, Math.max(0, (now - opened) / (due - opened))) : 1;
  if (left < 0) return { state: 'late', left, share: 1 };
  return { state: share >= NEAR_SHARE || left <= NEAR_MS ? 'near' : 'ok', left, share };
}

/** How many of those who wait are late at this moment. */
export function countOverdue(sessions: readonly Waiting[], now: number): number {
  return sessions.filter(({ handoff }) => handoff && serviceLevelOf(handoff, now).state === 'late').length;
}

/** m:ss below an hour, h:mm:ss above; the sign is left out, the words beside it say late or left. */
export function formatSpan(milliseconds: number): string {
  const total = Math.floor(Math.abs(milliseconds) / 1000);
  const seconds = String(total % 60).padStart(2, '0');
  const minutes = Math.floor(total / 60) % 60;
  const hours = Math.floor(total / 3600);
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${seconds}` : `${minutes}:${seconds}`;
}
