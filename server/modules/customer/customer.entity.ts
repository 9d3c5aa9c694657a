import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** White is a VIP and claimed first; black limits, it never silently ignores. */
export type CustomerLevel = 'white' | 'gray' | 'black';
export type CustomerState = 'new' | 'potential' | 'deal' | 'repurchase' | 'lost';

/** Who writes to us: one member of one room, never merged by display name. */
export const Customer = defineEntity({
  name: 'Customer',
  tableName: 'customer',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    roomId: p.bigint('string'),
    memberKey: p.text(),
    name: p.text(),
    level: p.text().$type<CustomerLevel>().default('gray'),
    levelPinned: p.boolean().default(false),
    score: p.float().default(0),
    satisfactionPart: p.float().default(0),
    activityPart: p.float().default(0),
    valuePart: p.float().default(0),
    state: p.text().$type<CustomerState>().default('new'),
    totalMessages: p.integer().default(0),
    messages30d: p.integer().fieldName('messages_30d').default(0),
    ratedDialogs: p.integer().default(0),
    positiveDialogs: p.integer().default(0),
    negativeSignals: p.integer().default(0),
    ratingSum: p.integer().default(0),
    dealAmount: p.decimal('string').nullable(),
    averageOrderAmount: p.decimal('string').nullable(),
    lastAnsweredAt: p.datetime().nullable(),
    lastActiveAt: p.datetime().defaultRaw('now()'),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type Customer = InferEntity<typeof Customer>;
