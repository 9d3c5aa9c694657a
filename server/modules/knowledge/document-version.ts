import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import { AppError } from '../../ports/errors.ts';
import type { Wake } from '../../ports/wake.ts';
import { storable } from '../message/storable.ts';
import type { DocumentSource } from './knowledge.entity.ts';
import type { ParsedChunk } from './parsed-chunk.ts';
import type { ReadPassages } from './passages-of.ts';
import { TOKENS_VERSION } from './tokens.ts';
import { FINDINGS_KEPT, reportOf } from './version-report.ts';

/** Passages stored in one transaction: short, because an open write holds every feed back. */
const CHUNKS_A_WRITE = 200;

/** Where a document stands: at most one living document a place. */
export interface DocumentPlace {
  readonly folder: string;
  readonly name: string;
}

/** A version that is about to be read. */
export interface NewVersion {
  readonly place: DocumentPlace;
  readonly source: DocumentSource;
  readonly contentHash: string;
  /** Null when the bytes are not kept. */
  readonly fileHash: string | null;
  readonly size: number;
  /** 'user:7', 'hub'. */
  readonly createdBy: string;
}

/** A version that was begun, or that has the same content already. */
export interface BegunVersion {
  readonly documentId: string;
  readonly versionId: string;
  /** queued: new; unfinished: the same content is being imported; known: the same content is published or held. */
  readonly state: 'queued' | 'unfinished' | 'known';
}

interface VersionRow {
  readonly id: string;
  readonly state: string;
}

/**
 * Begins a version at a place, making the document when there is none. A version of the same content that is published,
 * held or being imported is answered instead; other versions still waiting there are cancelled in favour of this one.
 */
export async function beginVersion(em: EntityManager, tenantId: string, version: NewVersion): Promise<BegunVersion> {
  const documentId = await documentAt(em, tenantId, version);
  const [same] = await em.execute<VersionRow[]>(
    `select v.id::text, v.state from document_version v join document d on d.id = v.document_id
     where v.document_id = ? and v.content_hash = ? and (v.state in ('importing', 'held') or v.id = d.current_version_id)
     order by v.id desc limit 1`,
    [documentId, version.contentHash],
  );
  if (same) return { documentId, versionId: same.id, state: same.state === 'importing' ? 'unfinished' : 'known' };
  await cancelWaiting(em, documentId);
  const [made] = await em.execute<{ id: string }[]>(
    `insert into document_version (tenant_id, document_id, number, file_name, file_hash, content_hash, size, state, stage, tokens_version, created_by)
     select ?, ?, coalesce(max(number), 0) + 1, ?, ?, ?, ?, 'importing', 'queued', ?, ? from document_version where document_id = ? returning id::text`,
    [
      tenantId,
      documentId,
      version.place.name,
      version.fileHash,
      version.contentHash,
      version.size,
      TOKENS_VERSION,
      version.createdBy,
      documentId,
    ],
  );
  if (!made) throw new Error('the version was not stored');
  await tellImport(em, made.id);
  return { documentId, versionId: made.id, state: 'queued' };
}

/** Versions of a document that wait or are being imported give way to another one. Its document is locked by the caller. */
export async function cancelWaiting(em: EntityManager, documentId: string): Promise<void> {
  await em.execute(
    `update document_version set state = 'cancelled', stage = null, finished_at = now() where document_id = ? and state in ('importing', 'held')`,
    [documentId],
  );
}

/** Locks the document of a place, so that its versions are numbered and published one after the other. */
async function documentAt(em: EntityManager, tenantId: string, { place, source }: NewVersion): Promise<string> {
  await em.execute(
    `insert into document (tenant_id, folder, name, source) values (?, ?, ?, ?) on conflict (tenant_id, folder, name) where removed_at is null do nothing`,
    [tenantId, place.folder, place.name, source],
  );
  const [row] = await em.execute<{ id: string }[]>(
    `select id::text from document where folder = ? and name = ? and removed_at is null for no key update`,
    [place.folder, place.name],
  );
  if (!row) throw new Error('the document was not stored');
  return row.id;
}

/** Tells whoever watches imports that a version changed. */
export async function tellImport(em: EntityManager, versionId: string): Promise<void> {
  await em.execute(`select emit('import', null, null, jsonb_build_object('version', ?::bigint))`, [versionId]);
}

/** Tells everybody that what questions are answered from changed. The caller wakes 'knowledge' and 'events' after the commit. */
export async function tellKnowledge(em: EntityManager, tenantId: string, documentId: string): Promise<void> {
  await em.execute(`update tenant set knowledge_revision = knowledge_revision + 1 where id = ?`, [tenantId]);
  await em.execute(`select emit('knowledge', null, null, jsonb_build_object('document', ?::bigint))`, [documentId]);
}

/** After the commit of a change: nodes bring their indexes up to date, feeds tell. */
export function wakeKnowledge(wake: Wake, tenantId: string): void {
  wake.publish('knowledge', tenantId);
  wake.publish('events', tenantId);
}

/** Stores passages of a version from where an earlier run came to. False: the import has been cancelled meanwhile. */
export async function storePassages(
  { database, signal, onStored }: { database: Database; signal?: AbortSignal; onStored?: () => void },
  { tenantId, versionId }: { tenantId: string; versionId: string },
  passages: readonly ParsedChunk[],
): Promise<boolean> {
  const from = await database.inTenant(tenantId, (em) => firstMissing(em, versionId));
  for (let start = from; start < passages.length; start += CHUNKS_A_WRITE) {
    signal?.throwIfAborted();
    const rows = passages.slice(start, start + CHUNKS_A_WRITE).map(rowOf);
    const [answer] = await database.call<{ going: boolean }>('store_chunks', [
      tenantId,
      versionId,
      JSON.stringify(rows),
    ]);
    if (answer?.going !== true) return false;
    onStored?.();
  }
  return true;
}

/** Position up to which all passages are stored. Those of a cancelled version are taken away in no order: then all are sent again. */
async function firstMissing(em: EntityManager, versionId: string): Promise<number> {
  const [row] = await em.execute<{ count: number; next: number }[]>(
    'select count(*)::int as count, coalesce(max(position) + 1, 0) as next from chunk where version_id = ?',
    [versionId],
  );
  return row && row.count === row.next ? row.count : 0;
}

function rowOf({ position, question, answer, heading, page, phrasings, tokens }: ParsedChunk) {
  return {
    position,
    question: storable(question),
    answer: storable(answer),
    heading: heading === null ? null : storable(heading),
    page,
    phrasings: phrasings.map(storable),
    tokens,
  };
}

/**
 * Ends an import whose passages are all stored: publishes it, or holds it when personal data was found and it is not
 * `trusted`. 'cancelled': it had been, nothing is changed.
 */
export async function finishVersion(
  em: EntityManager,
  { tenantId, versionId, trusted }: { tenantId: string; versionId: string; trusted: boolean },
  { format, pages, recognised, passages, leftOut, findings }: ReadPassages,
): Promise<'published' | 'held' | 'cancelled'> {
  const report = reportOf({ pages, recognised, taken: passages.length, leftOut });
  const held = findings.length > 0 && !trusted;
  const documentId = await lockDocumentOf(em, versionId);
  const changed = await em.execute<unknown[]>(
    `update document_version set state = 'held', stage = null, format = ?, report = ?::jsonb, findings = ?::jsonb, chunk_count = ?, done = ?, total = ?, finished_at = now()
     where id = ? and state = 'importing' returning 1`,
    [
      format,
      JSON.stringify(report),
      JSON.stringify(findings.slice(0, FINDINGS_KEPT)),
      passages.length,
      passages.length,
      passages.length,
      versionId,
    ],
  );
  if (changed.length === 0) return 'cancelled';
  if (held) await tellImport(em, versionId);
  else await publish(em, { tenantId, documentId, versionId });
  return held ? 'held' : 'published';
}

/** Locks the document of a version and answers its id. NOT_FOUND when there is none. */
export async function lockDocumentOf(em: EntityManager, versionId: string): Promise<string> {
  const [row] = await em.execute<{ id: string }[]>(
    `select id::text from document where id = (select document_id from document_version where id = ?) for no key update`,
    [versionId],
  );
  if (!row) throw new AppError('NOT_FOUND', { version: versionId });
  return row.id;
}

/** Makes a version the one questions are answered from; the one before is replaced. Its document is locked by the caller. */
export async function publish(
  em: EntityManager,
  { tenantId, documentId, versionId }: { tenantId: string; documentId: string; versionId: string },
): Promise<void> {
  await em.execute(
    `update document_version set state = 'replaced' where document_id = ? and state = 'published' and id <> ?`,
    [documentId, versionId],
  );
  await em.execute(
    `update document_version set state = 'published', stage = null, published_at = now(), finished_at = coalesce(finished_at, now()) where id = ?`,
    [versionId],
  );
  await em.execute(`update document set current_version_id = ?, updated_at = now() where id = ?`, [
    versionId,
    documentId,
  ]);
  await tellImport(em, versionId);
  await tellKnowledge(em, tenantId, documentId);
}
