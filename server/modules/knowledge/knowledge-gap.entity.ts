import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** open: nobody has looked after it; answered: an entry was written; dismissed: nothing of ours. */
export const GAP_STATES = ['open', 'answered', 'dismissed'] as const;
export type GapState = (typeof GAP_STATES)[number];

/** One question of a gap. */
export interface GapSample {
  readonly turn: string;
  readonly question: string;
  /** ISO 8601. */
  readonly at: string;
}

/** Alike questions that the knowledge had no answer for. */
export const KnowledgeGap = defineEntity({
  name: 'KnowledgeGap',
  tableName: 'knowledge_gap',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    question: p.text(),
    state: p.text().$type<GapState>().default('open'),
    count: p.integer().default(1),
    samples: p.json<readonly GapSample[]>().defaultRaw("'[]'"),
    documentId: p.bigint('string').nullable(),
    firstAt: p.datetime(),
    lastAt: p.datetime(),
  },
});
export type KnowledgeGap = InferEntity<typeof KnowledgeGap>;
