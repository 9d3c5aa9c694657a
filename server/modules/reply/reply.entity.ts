import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

export type DeliveryState = 'queued' | 'leased' | 'typed' | 'confirmed' | 'void' | 'unknown';
export type ReplyOrigin = 'model' | 'operator' | 'notice';

/** One bubble to be typed by an agent. */
export const Reply = defineEntity({
  name: 'Reply',
  tableName: 'reply',
  properties: {
    id: p.uuid().primary().defaultRaw('gen_random_uuid()'),
    seq: p.bigint('string').autoincrement(),
    tenantId: p.uuid(),
    roomId: p.bigint('string'),
    sessionId: p.bigint('string'),
    chatId: p.bigint('string'),
    accountId: p.bigint('string'),
    turnId: p.bigint('string').nullable(),
    messageId: p.bigint('string'),
    origin: p.text().$type<ReplyOrigin>(),
    text: p.text(),
    fence: p.integer(),
    state: p.text().$type<DeliveryState>().default('queued'),
    journalId: p.text().nullable(),
    voidReason: p.text().nullable(),
    echoSeen: p.boolean().default(false),
    stateAt: p.datetime().defaultRaw('clock_timestamp()'),
    createdAt: p.datetime().defaultRaw('clock_timestamp()'),
  },
});
export type Reply = InferEntity<typeof Reply>;
