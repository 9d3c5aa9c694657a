import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import type { SearchIndex } from '../../ports/search.ts';
import { KnowledgeChunk, KnowledgeDocument } from './knowledge.entity.ts';
import { contentHash, parseKnowledge } from './parse-knowledge.ts';
import type { ParsedChunk } from './parsed-chunk.ts';

/** Passages stored in one transaction: short, because an open write holds every feed back. */
const CHUNKS_A_WRITE = 200;
/** Passages put into the index at once. */
const CHUNKS_A_READ = 1000;

/** What keeping knowledge needs. */
export interface KnowledgeServices {
  readonly database: Database;
  readonly search: SearchIndex;
}

/** A file of the knowledge base. */
export interface KnowledgeFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
}

/**
 * Stores a file as a document with its passages, unless the same bytes are stored already. Refuses as parseKnowledge does.
 * The document has no content hash until all its passages are stored, so one that was cut short is stored again.
 */
export async function storeDocument(
  { database }: Pick<KnowledgeServices, 'database'>,
  tenantId: string,
  { fileName, bytes }: KnowledgeFile,
): Promise<'stored' | 'unchanged'> {
  const hash = contentHash(bytes);
  const known = await database.inTenant(tenantId, (em) => em.findOne(KnowledgeDocument, { name: fileName }));
  if (known?.contentHash === hash) return 'unchanged';
  const { chunks } = await parseKnowledge(fileName, bytes);
  const documentId = await database.inTenant(tenantId, (em) => beginDocument(em, tenantId, fileName));
  for (let start = 0; start < chunks.length; start += CHUNKS_A_WRITE) {
    const some = chunks.slice(start, start + CHUNKS_A_WRITE);
    await database.inTenant(tenantId, (em) =>
      em.insertMany(
        KnowledgeChunk,
        some.map((chunk) => rowOf(chunk, tenantId, documentId)),
      ),
    );
  }
  await database.inTenant(tenantId, (em) =>
    em.nativeUpdate(KnowledgeDocument, { id: documentId }, { contentHash: hash }),
  );
  return 'stored';
}

async function beginDocument(em: EntityManager, tenantId: string, name: string): Promise<string> {
  const [row] = await em.execute<{ id: string }[]>(
    `insert into document (tenant_id, name, content_hash) values (?, ?, '')
     on conflict (tenant_id, name) do update set content_hash = '', updated_at = now() returning id::text`,
    [tenantId, name],
  );
  if (!row) throw new Error(`document ${name} was not stored`);
  await em.nativeDelete(KnowledgeChunk, { documentId: row.id });
  return row.id;
}

function rowOf(chunk: ParsedChunk, tenantId: string, documentId: string) {
  const { position, question, answer, heading, tokens } = chunk;
  return { tenantId, documentId, position, question, answer, heading, phrasings: [...chunk.phrasings], tokens };
}

/** Takes documents out that are not among `names`; answers how many. */
export function keepDocuments(
  { database }: Pick<KnowledgeServices, 'database'>,
  tenantId: string,
  names: readonly string[],
): Promise<number> {
  return database.inTenant(tenantId, (em) => em.nativeDelete(KnowledgeDocument, { name: { $nin: [...names] } }));
}

/** Fills the search index of a tenant from what is stored. Until it is done the index says that it is loading. */
export async function fillIndex({ database, search }: KnowledgeServices, tenantId: string): Promise<void> {
  search.beginLoading(tenantId);
  let last = '0';
  for (;;) {
    const chunks = await database.inTenant(tenantId, (em) =>
      em.find(
        KnowledgeChunk,
        { id: { $gt: last } },
        { orderBy: { id: 'asc' }, limit: CHUNKS_A_READ, fields: ['id', 'tokens'], disableIdentityMap: true },
      ),
    );
    await search.apply(tenantId, { put: chunks.map(({ id, tokens }) => ({ chunkId: id, tokens })), remove: [] });
    const next = chunks.at(-1)?.id;
    if (next === undefined) break;
    last = next;
  }
  await search.markReady(tenantId);
}

/** A document with the number of its passages. */
export interface DocumentRow {
  readonly id: string;
  readonly name: string;
  readonly chunkCount: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Documents of the knowledge base by name. */
export async function listDocuments(em: EntityManager): Promise<DocumentRow[]> {
  const documents = await em.find(KnowledgeDocument, {}, { orderBy: { name: 'asc' }, disableIdentityMap: true });
  const counts = await em.execute<{ document_id: string; count: number }[]>(
    'select document_id::text, count(*)::int as count from chunk group by document_id',
  );
  const countOf = new Map(counts.map((row) => [row.document_id, row.count]));
  return documents.map(({ id, name, createdAt, updatedAt }) => ({
    id,
    name,
    createdAt,
    updatedAt,
    chunkCount: countOf.get(id) ?? 0,
  }));
}
