import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { LabelSource } from './label-answer.ts';

/** What became of an answer whose confidence was measured; one a turn, never on a guess. */
export const AnswerLabel = defineEntity({
  name: 'AnswerLabel',
  tableName: 'answer_label',
  properties: {
    turnId: p.bigint('string').primary(),
    tenantId: p.uuid(),
    confidence: p.float(),
    features: p.json<Record<string, number>>(),
    mapVersion: p.text(),
    wasRight: p.boolean(),
    source: p.text().$type<LabelSource>(),
    labelledAt: p.datetime().defaultRaw('now()'),
  },
});
export type AnswerLabel = InferEntity<typeof AnswerLabel>;
