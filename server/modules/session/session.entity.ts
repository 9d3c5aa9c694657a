import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

export type Resolution = 'solved' | 'unsolved' | 'transferred' | 'abandoned';
export type ResolvedBy = 'ai' | 'human' | 'self';

/** One conversation with a customer, live until `closedAt` is set; one live session a customer. */
export const Session = defineEntity({
  name: 'Session',
  tableName: 'session',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    roomId: p.bigint('string'),
    customerId: p.bigint('string'),
    accountId: p.bigint('string'),
    chatId: p.bigint('string'),
    previousSessionId: p.bigint('string').nullable(),
    handoffId: p.bigint('string').nullable(),
    kind: p.text().nullable(),
    summary: p.text().nullable(),
    resolution: p.text().$type<Resolution>().nullable(),
    resolvedBy: p.text().$type<ResolvedBy>().nullable(),
    satisfaction: p.smallint().nullable(),
    turnCount: p.integer().default(0),
    totalTokens: p.integer().default(0),
    unread: p.integer().default(0),
    clarifyOpen: p.boolean().default(false),
    lastMessageId: p.bigint('string').nullable(),
    lastActiveAt: p.datetime().defaultRaw('now()'),
    createdAt: p.datetime().defaultRaw('now()'),
    closedAt: p.datetime().nullable(),
  },
});
export type Session = InferEntity<typeof Session>;
