import type { EntityManager } from '@mikro-orm/postgresql';
import { Tenant } from './tenant.entity.ts';
import { readTenantSettings, type TenantSettings } from './tenant.settings.ts';

/** Settings of a tenant as they are now, with the product's defaults. */
export async function tenantSettingsOf(em: EntityManager, tenantId: string): Promise<TenantSettings> {
  const { settings } = await em.findOneOrFail(Tenant, { id: tenantId }, { disableIdentityMap: true });
  return readTenantSettings(settings);
}

/** Changes some settings of a tenant and leaves the others. The caller writes the audit row in the same transaction. */
export async function changeTenantSettings(
  em: EntityManager,
  tenantId: string,
  changed: Partial<TenantSettings>,
): Promise<void> {
  await em.execute(`update tenant set settings = settings || ?::jsonb where id = ?`, [
    JSON.stringify(changed),
    tenantId,
  ]);
}
