import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A WeChat window of an account: where an agent reads and types. */
export const Chat = defineEntity({
  name: 'Chat',
  tableName: 'chat',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    accountId: p.bigint('string'),
    roomId: p.bigint('string'),
    windowKey: p.text(),
    name: p.text(),
    ambiguous: p.boolean().default(false),
    acknowledgedFence: p.integer().default(0),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type Chat = InferEntity<typeof Chat>;
