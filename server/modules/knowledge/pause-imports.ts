import type { EntityManager } from '@mikro-orm/postgresql';
import type { PersonPrincipal } from '../../ports/principal.ts';
import { changeTenantSettings, tenantSettingsOf } from '../tenant/tenant.service.ts';
import { changeKnowledge, type KnowledgeChangeServices } from './import-document.ts';

/** Whether a tenant's imports wait until somebody lets them go on. */
export async function importsPaused(em: EntityManager, tenantId: string): Promise<boolean> {
  return (await tenantSettingsOf(em, tenantId)).importsPaused;
}

/**
 * Pauses the imports of a tenant on every node, or lets them go on. What waits keeps its place, what is being read is read
 * to its end; start_import looks at the setting before it takes one up.
 */
export async function setImportsPaused(
  services: KnowledgeChangeServices,
  by: PersonPrincipal,
  { requestId, paused }: { readonly requestId: string; readonly paused: boolean },
): Promise<void> {
  const { tenantId } = by;
  const request = { requestId, name: 'setImportsPaused', input: { paused } };
  await changeKnowledge(services, by, request, async (em) => {
    await changeTenantSettings(em, tenantId, { importsPaused: paused });
    if (!paused) await em.execute('select requeue_imports()');
    await em.execute(`select emit('imports', null, null, '{}')`);
    return { answer: {}, subject: `tenant:${tenantId}`, detail: { paused } };
  });
  services.jobQueue.hurry();
}
