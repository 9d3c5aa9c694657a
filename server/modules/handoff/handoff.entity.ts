import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

export type HandoffState = 'waiting' | 'held' | 'closed';
export type HandoffReason =
  | 'asked_for_human'
  | 'complaint'
  | 'danger'
  | 'low_confidence'
  | 'empty_knowledge'
  | 'knowledge_loading'
  | 'forbidden_topic'
  | 'sensitive_word'
  | 'blacklisted'
  | 'rate_limit'
  | 'picture_only'
  | 'missed_offline'
  | 'possibly_repeated'
  | 'undelivered'
  | 'model_failed'
  | 'dead_letter'
  | 'operator'
  | 'phone';

/** A session waiting for, or held by, an operator. */
export const Handoff = defineEntity({
  name: 'Handoff',
  tableName: 'handoff',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    sessionId: p.bigint('string'),
    roomId: p.bigint('string'),
    turnId: p.bigint('string').nullable(),
    state: p.text().$type<HandoffState>().default('waiting'),
    reason: p.text().$type<HandoffReason>(),
    detail: p.text().nullable(),
    priority: p.smallint().default(0),
    openedAt: p.datetime().defaultRaw('now()'),
    dueAt: p.datetime(),
    expiresAt: p.datetime(),
    takenBy: p.bigint('string').nullable(),
    takenAt: p.datetime().nullable(),
    closedAt: p.datetime().nullable(),
  },
});
export type Handoff = InferEntity<typeof Handoff>;
