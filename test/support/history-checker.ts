import { checkChanges } from './history/check-changes.ts';
import { checkLines } from './history/check-lines.ts';
import { checkOutcomes } from './history/check-outcomes.ts';
import { checkRecords } from './history/check-records.ts';
import { checkTyping } from './history/check-typing.ts';
import type { History, OwnerQuery, Violation } from './history/history.ts';
import { readStoredHistory } from './history/stored-history.ts';

/**
 * Compares what the database has kept of a tenant with what happened outside it, and names every invariant of the spine
 * (I1–I8, I11, I12) that was broken, in words. `owner` reads past the wall between tenants.
 */
export async function checkHistory(owner: OwnerQuery, history: History): Promise<Violation[]> {
  const stored = await readStoredHistory(owner, history.tenantId);
  return [
    ...checkOutcomes(stored, history),
    ...checkTyping(stored, history),
    ...checkLines(stored, history),
    ...checkRecords(stored, history),
    ...(await checkChanges(owner, history, stored)),
  ];
}

/** Violations as one text, for an error or a log; empty when there are none. */
export function explainViolations(violations: readonly Violation[]): string {
  return violations.map(({ invariant, text }) => `${invariant}: ${text}`).join('\n');
}
