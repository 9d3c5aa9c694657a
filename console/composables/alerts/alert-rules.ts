import type { AlertFactsFragment } from '../../generated/graphql.ts';

/**
 * Whether a changed handoff is news that may interrupt: a customer who has begun to wait. Each handoff rings once, what
 * was already waiting when the console opened does not ring, and nothing the model says ever does.
 */
export function createAlertGate(now: () => number): { rings(handoff: AlertFactsFragment): boolean } {
  const since = now();
  const rung = new Set<string>();
  return {
    rings(handoff) {
      if (handoff.state !== 'WAITING' || rung.has(handoff.id)) return false;
      rung.add(handoff.id);
      return Date.parse(handoff.openedAt) >= since - TOLERANCE_MS;
    },
  };
}

/** A handoff opened a moment before the console did is still news. */
const TOLERANCE_MS = 5_000;

/** Danger and complaint sound more urgent than the rest. */
export function isUrgent(handoff: Pick<AlertFactsFragment, 'reason'>): boolean {
  return handoff.reason === 'DANGER' || handoff.reason === 'COMPLAINT';
}
