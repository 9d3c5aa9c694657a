import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { HandoffReason } from '../handoff/handoff.entity.ts';

/** Open collects lines and is worked on; held waits for a person; settled has an outcome. */
export type TurnState = 'open' | 'held' | 'settled';
export type Outcome =
  | 'replied'
  | 'clarified'
  | 'handed_off'
  | 'answered_by_human'
  | 'suppressed_by_rule'
  | 'no_reply_needed'
  | 'closed'
  | 'dead_letter';

/** The customer lines that are answered together, with everything decided about them. */
export const Turn = defineEntity({
  name: 'Turn',
  tableName: 'turn',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    sessionId: p.bigint('string'),
    roomId: p.bigint('string'),
    state: p.text().$type<TurnState>().default('open'),
    revision: p.integer().default(1),
    replans: p.smallint().default(0),
    attempts: p.smallint().default(0),
    firstLineAt: p.datetime(),
    dueAt: p.datetime().nullable(),
    deadlineAt: p.datetime().nullable(),
    outcome: p.text().$type<Outcome>().nullable(),
    outcomeAt: p.datetime().nullable(),
    answerMessageId: p.bigint('string').nullable(),
    confidence: p.float().nullable(),
    handoffReason: p.text().$type<HandoffReason>().nullable(),
    tokensTotal: p.integer().default(0),
    latencyMs: p.integer().nullable(),
    evidenceIds: p.array().columnType('bigint[]').defaultRaw("'{}'"),
    trace: p.json<Record<string, unknown>>().defaultRaw("'{}'"),
    createdAt: p.datetime().defaultRaw('now()'),
  },
});
export type Turn = InferEntity<typeof Turn>;
