import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** Tokens of one call to a model: reserved before it, booked after it; rows are never changed. */
export const Usage = defineEntity({
  name: 'Usage',
  tableName: 'usage',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    turnId: p.bigint('string').nullable(),
    callId: p.uuid(),
    entry: p.text().$type<'reserved' | 'booked'>(),
    provider: p.text(),
    model: p.text(),
    promptTokens: p.integer(),
    completionTokens: p.integer(),
    cost: p.decimal('string').default(0),
    at: p.datetime().defaultRaw('clock_timestamp()'),
  },
});
export type Usage = InferEntity<typeof Usage>;
