import { Readable } from 'node:stream';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import type { DocumentReader } from '../../ports/document-reader.ts';
import type { JobQueue } from '../../ports/job-queue.ts';
import { storeFile } from './document-files.ts';
import { beginVersion, finishVersion, storePassages, tellKnowledge } from './document-version.ts';
import type { DocumentPlace } from './document-version.ts';
import type { DocumentSource } from './knowledge.entity.ts';
import { contentHashOf, hashOf, type KnowledgeFile } from './passages-of.ts';
import { readPassages } from './read-passages.ts';

/** What became of a file that was handed in. */
export type StoredState = 'stored' | 'unchanged' | 'held';

/** Folder and name of a path below a folder, with slashes. */
export function placeOf(path: string): DocumentPlace {
  const cut = path.lastIndexOf('/');
  return { folder: path.slice(0, Math.max(cut, 0)), name: path.slice(cut + 1) };
}

/** What storing a file at once needs. */
export interface StoreServices {
  readonly database: Database;
  readonly documentReader: DocumentReader;
  /** Ends the reading; absent: it is read to its end. */
  readonly signal?: AbortSignal;
}

/**
 * Stores a file as a new version of its document and publishes it, unless the same content is there already. Refuses as
 * readPassages does, leaving what was there. One that was cut short is taken up again where it stopped.
 */
export async function storeDocument(
  { database, documentReader: reader, signal = new AbortController().signal }: StoreServices,
  tenantId: string,
  { source = 'folder', ...file }: KnowledgeFile & { source?: DocumentSource },
): Promise<StoredState> {
  const version = { ...versionOf(file, hashOf(file.bytes)), source, fileHash: null };
  const known = await database.inTenant(tenantId, (em) => knownContents(em, version.place));
  if (known.has(contentKey(file.fileName, version.contentHash))) return 'unchanged';
  const read = await readPassages(file, { reader, signal });
  const { versionId } = await database.inTenant(tenantId, (em) => beginVersion(em, tenantId, version));
  await storePassages({ database, signal }, { tenantId, versionId }, read.passages);
  const trusted = source === 'sample';
  const state = await database.inTenant(tenantId, (em) => finishVersion(em, { tenantId, versionId, trusted }, read));
  return state === 'held' ? 'held' : 'stored';
}

/** Keeps a file's bytes and puts it into the queue of imports: for what takes long to read. */
export async function queueDocument(
  { database, jobQueue }: { database: Database; jobQueue: JobQueue },
  tenantId: string,
  file: KnowledgeFile,
): Promise<void> {
  const hash = hashOf(file.bytes);
  await storeFile({ database }, tenantId, { hash, bytes: Readable.from([file.bytes]) });
  const version = { ...versionOf(file, hash), source: 'folder' as const, fileHash: hash };
  await database.inTenant(tenantId, async (em) => {
    const { versionId, state } = await beginVersion(em, tenantId, version);
    if (state !== 'queued') return;
    const jobId = await jobQueue.enqueue(em, 'import', { tenantId, id: versionId });
    await em.execute('update document_version set job_id = ? where id = ?', [jobId, versionId]);
  });
}

function versionOf({ fileName, bytes }: KnowledgeFile, fileHash: string) {
  return { place: placeOf(fileName), contentHash: contentHashOf(fileHash), size: bytes.length, createdBy: 'hub' };
}

/** Names a content at a path. */
export function contentKey(path: string, contentHash: string): string {
  return `${path}\n${contentHash}`;
}

/** Contents that need not be read again, everywhere or at one place: published, held, refused, or on their way by a job. */
export async function knownContents(em: EntityManager, place?: DocumentPlace): Promise<Set<string>> {
  const rows = await em.execute<{ path: string; content_hash: string }[]>(
    `select case when d.folder = '' then d.name else d.folder || '/' || d.name end as path, v.content_hash
     from document d join document_version v on v.document_id = d.id
     where d.removed_at is null ${place ? 'and d.folder = ? and d.name = ?' : ''} and (v.id = d.current_version_id or v.state in ('held', 'refused') or v.state = 'importing' and v.file_hash is not null)`,
    place ? [place.folder, place.name] : [],
  );
  return new Set(rows.map((row) => contentKey(row.path, row.content_hash)));
}

/** Takes documents of the owner's folder out whose path is not among `paths`; answers how many. */
export function keepDocuments(
  { database }: { database: Database },
  tenantId: string,
  paths: readonly string[],
): Promise<number> {
  return database.inTenant(tenantId, async (em) => {
    const gone = await em.execute<{ id: string }[]>(
      `update document set removed_at = now(), updated_at = now() where source = 'folder' and removed_at is null
       and not (case when folder = '' then name else folder || '/' || name end = any(?::text[])) returning id::text`,
      [textArray(paths)],
    );
    for (const { id } of gone) await tellKnowledge(em, tenantId, id);
    return gone.length;
  });
}

/** Texts as PostgreSQL writes an array: MikroORM would make one text of a list of one. */
function textArray(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replaceAll(/[\\"]/g, String.raw`\$&`)}"`).join(',')}}`;
}
