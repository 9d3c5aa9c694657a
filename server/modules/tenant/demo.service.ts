import type { Database } from '../../ports/database.ts';
import type { PersonPrincipal } from '../../ports/principal.ts';
import type { SearchIndex } from '../../ports/search.ts';
import type { Wake } from '../../ports/wake.ts';
import { once } from '../request/once.ts';
import { Tenant, TenantLookup } from './tenant.entity.ts';

/** Tenants looked at when searching for demos. */
const MAX_TENANTS = 1_000;

interface DemoServices {
  readonly database: Database;
  readonly search: SearchIndex;
  readonly wake: Pick<Wake, 'publish'>;
}

/** Ids of the demo tenants. */
export async function findDemos({ database }: { database: Database }): Promise<string[]> {
  const known = await database.outside((em) => em.find(TenantLookup, {}, { limit: MAX_TENANTS }));
  const demos: string[] = [];
  for (const { tenantId } of known) {
    const tenant = await database.inTenant(tenantId, (em) => em.findOne(Tenant, { id: tenantId, demo: true }));
    if (tenant) demos.push(tenantId);
  }
  return demos;
}

/** Who removes the demo. */
export interface RemoveDemo {
  readonly person: PersonPrincipal;
  readonly requestId: string;
}

/**
 * Removes every demo tenant with all it has; nothing happens when there is none. The audit row stands in the tenant of
 * whoever did it and goes with the demo when that is the demo's own.
 */
export async function removeDemos(services: DemoServices, { person, requestId }: RemoveDemo): Promise<void> {
  const demos = await findDemos(services);
  const others = demos.filter((id) => id !== person.tenantId);
  const request = { tenantId: person.tenantId, actor: `user:${person.id}`, requestId, name: 'removeDemo', input: {} };
  await once(services, request, async (em) => {
    for (const tenantId of others) await em.execute('select remove_tenant(?::uuid)', [tenantId]);
    // The function works as the tenant it removes.
    await em.execute(`select set_config('app.tenant', ?, true)`, [person.tenantId]);
    return { answer: {}, detail: { tenants: others.length } };
  });
  if (demos.includes(person.tenantId)) await services.database.call('remove_tenant', [person.tenantId]);
  for (const tenantId of demos) {
    await services.search.drop(tenantId);
    services.wake.publish('demo', tenantId);
  }
}
