import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/**
 * Something that happened in a tenant, in the transaction that made it so. `data` holds ids of what changed: messages[],
 * turn, replies[] (newly queued), deliveries[], voided[], fence, owner, handoff, agent, session.
 */
export const Event = defineEntity({
  name: 'Event',
  tableName: 'event',
  properties: {
    tenantId: p.uuid().primary(),
    xid: p.string().columnType('xid8').primary().defaultRaw('pg_current_xact_id()'),
    id: p.bigint('string').primary(),
    kind: p.text(),
    roomId: p.bigint('string').nullable(),
    sessionId: p.bigint('string').nullable(),
    accountIds: p.array().columnType('bigint[]').defaultRaw("'{}'"),
    data: p.json<Record<string, unknown>>().defaultRaw("'{}'"),
    at: p.datetime().defaultRaw('clock_timestamp()'),
  },
});
export type Event = InferEntity<typeof Event>;
