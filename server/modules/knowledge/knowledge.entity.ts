import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { ChunkTokens } from '../../ports/search.ts';

/** One file of the knowledge base. */
export const KnowledgeDocument = defineEntity({
  name: 'KnowledgeDocument',
  tableName: 'document',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    name: p.text(),
    contentHash: p.text(),
    createdAt: p.datetime().defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
export type KnowledgeDocument = InferEntity<typeof KnowledgeDocument>;

/** A passage of a document with the tokens the index is built from. */
export const KnowledgeChunk = defineEntity({
  name: 'KnowledgeChunk',
  tableName: 'chunk',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    documentId: p.bigint('string'),
    position: p.integer(),
    question: p.text(),
    answer: p.text(),
    heading: p.text().nullable(),
    page: p.integer().nullable(),
    phrasings: p.array().columnType('text[]').defaultRaw("'{}'"),
    tokens: p.json<ChunkTokens>(),
  },
});
export type KnowledgeChunk = InferEntity<typeof KnowledgeChunk>;
