import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** One company on the hub. */
export const Tenant = defineEntity({
  name: 'Tenant',
  tableName: 'tenant',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    name: p.text(),
    demo: p.boolean().default(false),
    settings: p.json<Record<string, unknown>>().defaultRaw("'{}'"),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type Tenant = InferEntity<typeof Tenant>;

/** Outside the wall: the ids of all tenants, for work that visits each of them. */
export const TenantLookup = defineEntity({
  name: 'TenantLookup',
  tableName: 'tenant_lookup',
  properties: { tenantId: p.uuid().primary() },
});
export type TenantLookup = InferEntity<typeof TenantLookup>;
