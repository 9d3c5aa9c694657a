import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

export type HandoffState = 'waiting' | 'held' | 'closed';
/** Why a session went to a person; the functions of the spine write these words. */
export type HandoffReason =
  | 'ASKED_FOR_HUMAN'
  | 'COMPLAINT'
  | 'DANGER'
  | 'LOW_CONFIDENCE'
  | 'EMPTY_KNOWLEDGE'
  | 'KNOWLEDGE_LOADING'
  | 'FORBIDDEN_TOPIC'
  | 'SENSITIVE_WORD'
  | 'BLACKLISTED'
  | 'RATE_LIMIT'
  | 'PICTURE_ONLY'
  | 'MISSED_OFFLINE'
  | 'POSSIBLY_REPEATED'
  | 'UNDELIVERED'
  | 'MODEL_FAILED'
  | 'DEAD_LETTER'
  | 'OPERATOR'
  | 'PHONE';

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
