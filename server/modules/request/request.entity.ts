import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** The first answer of a mutation, given again to a repeat. Holds ids, never secrets. */
export const Request = defineEntity({
  name: 'Request',
  tableName: 'request',
  properties: {
    tenantId: p.uuid().primary(),
    actor: p.text().primary(),
    requestId: p.text().primary(),
    name: p.text(),
    inputHash: p.text(),
    answer: p.json<Record<string, unknown>>().nullable(),
    at: p.datetime().defaultRaw('clock_timestamp()'),
  },
});
export type Request = InferEntity<typeof Request>;
