import type { Database } from '../../ports/database.ts';
import type { SearchIndex } from '../../ports/search.ts';
import { Tenant, TenantLookup } from './tenant.entity.ts';

/** Tenants looked at when searching for demos. */
const MAX_TENANTS = 1_000;

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

/** Removes every demo tenant with all it has; nothing happens when there is none. */
export async function removeDemos(services: { database: Database; search: SearchIndex }): Promise<void> {
  for (const tenantId of await findDemos(services)) {
    await services.database.call('remove_tenant', [tenantId]);
    await services.search.drop(tenantId);
  }
}
