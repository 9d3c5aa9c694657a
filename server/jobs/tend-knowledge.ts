import { setTimeout as pause } from 'node:timers/promises';
import { collectAnswers } from '../modules/knowledge/collect-answers.ts';
import type { Database } from '../ports/database.ts';
import type { Log } from '../ports/log.ts';

/** Between two looks at what answers tell about the knowledge. */
const LOOK_MS = 20_000;
/** What is no longer kept goes once an hour. */
const PURGE_MS = 3_600_000;
/** Rounds of one purge at most; each takes some thousand rows. */
const PURGE_ROUNDS = 20;

/** Counts citations, gathers gaps and purges what is no longer kept, for every tenant, until the signal ends it. */
export async function tendKnowledge(
  { database, log }: { readonly database: Database; readonly log: Log },
  tenants: () => Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<void> {
  let purgedAt = performance.now();
  while (!signal.aborted) {
    const purge = performance.now() - purgedAt > PURGE_MS;
    try {
      for (const tenantId of await tenants()) {
        if (signal.aborted) return;
        await collectAnswers({ database }, tenantId);
        if (purge) await purgeOld(database, tenantId);
      }
      if (purge) purgedAt = performance.now();
    } catch (error) {
      if (!signal.aborted) log.warn('the knowledge could not be tended and will be again', error);
    }
    await pause(LOOK_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

async function purgeOld(database: Database, tenantId: string): Promise<void> {
  for (let round = 0; round < PURGE_ROUNDS; round += 1) {
    const [row] = await database.call<{ purged: number }>('tend_knowledge', [tenantId]);
    if (!row || row.purged === 0) return;
  }
}
