import { setTimeout as pause } from 'node:timers/promises';
import type { EmbedServices } from '../modules/embedding/embed-version.ts';
import { pruneVectors } from '../modules/embedding/prune-vectors.ts';
import { collectAnswers } from '../modules/knowledge/collect-answers.ts';
import { questionsOfGaps } from '../modules/knowledge/gather-gaps.ts';
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
  services: EmbedServices & { readonly log: Log },
  tenants: () => Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<void> {
  let purgedAt = performance.now();
  /** Tenants whose vectors this process has looked at; afterwards only what a purge left behind can be idle. */
  const pruned = new Set<string>();
  const tend = async (tenantId: string, purge: boolean): Promise<void> => {
    await collectAnswers(services, tenantId, signal);
    if (!purge) return;
    const purged = await purgeOld(services.database, tenantId);
    if (!purged && pruned.has(tenantId)) return;
    pruned.delete(tenantId);
    const questions = await services.database.inTenant(tenantId, questionsOfGaps);
    if (await pruneVectors(services, { tenantId, questions, signal })) pruned.add(tenantId);
  };
  while (!signal.aborted) {
    const purge = performance.now() - purgedAt > PURGE_MS;
    const warn = (error: unknown): void => {
      if (!signal.aborted) services.log.warn('the knowledge could not be tended and will be again', error);
    };
    for (const tenantId of await tenants().catch(() => [])) await tend(tenantId, purge).catch(warn);
    if (purge) purgedAt = performance.now();
    await pause(LOOK_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** Whether something went. */
async function purgeOld(database: Database, tenantId: string): Promise<boolean> {
  for (let round = 0; round < PURGE_ROUNDS; round += 1) {
    const [row] = await database.call<{ purged: number }>('tend_knowledge', [tenantId]);
    if (!row || row.purged === 0) return round > 0;
  }
  return true;
}
