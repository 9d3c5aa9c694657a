import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import type { ChunkTokens } from '../../ports/search.ts';
import type { PersonalDatum, VersionReport } from './version-report.ts';

/** Where a document came from: uploaded, read from the owner's folder, written by hand, or shipped for the demo. */
export const DOCUMENT_SOURCES = ['upload', 'folder', 'written', 'sample'] as const;
export type DocumentSource = (typeof DOCUMENT_SOURCES)[number];

/** States of a version; see 009-knowledge.sql for the ways between them. */
export const VERSION_STATES = ['importing', 'held', 'published', 'replaced', 'refused', 'cancelled', 'failed'] as const;
export type VersionState = (typeof VERSION_STATES)[number];

/** What an import is doing. */
export const IMPORT_STAGES = ['queued', 'reading', 'recognising', 'storing', 'checking'] as const;
export type ImportStage = (typeof IMPORT_STAGES)[number];

/** A file or a written entry of the knowledge base. */
export const KnowledgeDocument = defineEntity({
  name: 'KnowledgeDocument',
  tableName: 'document',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    name: p.text(),
    /** Path without a slash at either end; '' is the top. */
    folder: p.text().default(''),
    source: p.text().$type<DocumentSource>().default('upload'),
    /** The version questions are answered from. */
    currentVersionId: p.bigint('string').nullable(),
    expiresAt: p.datetime().nullable(),
    removedAt: p.datetime().nullable(),
    createdAt: p.datetime().defaultRaw('now()'),
    updatedAt: p.datetime().defaultRaw('now()'),
  },
});
export type KnowledgeDocument = InferEntity<typeof KnowledgeDocument>;

/** One reading of a document's content. */
export const DocumentVersion = defineEntity({
  name: 'DocumentVersion',
  tableName: 'document_version',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    documentId: p.bigint('string'),
    number: p.integer(),
    fileName: p.text(),
    fileHash: p.text().nullable(),
    contentHash: p.text(),
    size: p.bigint('number').default(0),
    format: p.text().nullable(),
    state: p.text().$type<VersionState>(),
    stage: p.text().$type<ImportStage>().nullable(),
    done: p.integer().default(0),
    total: p.integer().nullable(),
    attempts: p.integer().default(0),
    error: p.text().nullable(),
    errorDetail: p.json<Record<string, unknown>>().defaultRaw("'{}'"),
    chunkCount: p.integer().default(0),
    tokensVersion: p.integer().default(0),
    report: p.json<VersionReport>().defaultRaw("'{}'"),
    findings: p.json<readonly PersonalDatum[]>().defaultRaw("'[]'"),
    createdBy: p.text(),
    createdAt: p.datetime().defaultRaw('now()'),
    startedAt: p.datetime().nullable(),
    finishedAt: p.datetime().nullable(),
    publishedAt: p.datetime().nullable(),
    /** Its job while it is being imported, and the process that works on it. */
    jobId: p.uuid().nullable(),
    workerId: p.text().nullable(),
  },
});
export type DocumentVersion = InferEntity<typeof DocumentVersion>;

/** A passage of a version with the tokens the index is built from. */
export const KnowledgeChunk = defineEntity({
  name: 'KnowledgeChunk',
  tableName: 'chunk',
  properties: {
    id: p.bigint('string').primary(),
    tenantId: p.uuid(),
    versionId: p.bigint('string'),
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
