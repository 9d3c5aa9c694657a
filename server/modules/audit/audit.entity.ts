import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** Who changed what; written in the transaction of the change, never altered. */
export const Audit = defineEntity({
  name: 'Audit',
  tableName: 'audit',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    actor: p.text(),
    action: p.text(),
    subject: p.text().nullable(),
    detail: p.json<Record<string, unknown>>().defaultRaw("'{}'"),
    at: p.datetime().defaultRaw('clock_timestamp()'),
  },
});
export type Audit = InferEntity<typeof Audit>;
