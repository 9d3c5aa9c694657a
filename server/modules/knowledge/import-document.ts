import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import { AppError } from '../../ports/errors.ts';
import type { JobQueue } from '../../ports/job-queue.ts';
import type { PersonPrincipal } from '../../ports/principal.ts';
import type { Wake } from '../../ports/wake.ts';
import { type Effect, once } from '../request/once.ts';
import { beginVersion, cancelWaiting, lockDocumentOf, publish, tellImport, wakeKnowledge } from './document-version.ts';
import type { DocumentVersion } from './knowledge.entity.ts';
import { contentHashOf } from './passages-of.ts';

/** What changing the knowledge base needs. */
export interface KnowledgeChangeServices {
  readonly database: Database;
  readonly wake: Wake;
  readonly jobQueue: JobQueue;
}

/** Runs a change of the knowledge base once, with its audit row, and wakes whoever has to know. */
export async function changeKnowledge<Answer extends object>(
  services: KnowledgeChangeServices,
  by: PersonPrincipal,
  request: { readonly requestId: string; readonly name: string; readonly input: Readonly<Record<string, unknown>> },
  effect: (em: EntityManager) => Promise<Effect<Answer>>,
): Promise<Answer> {
  const { tenantId } = by;
  const answer = await once(services, { tenantId, actor: `user:${by.id}`, ...request }, effect);
  wakeKnowledge(services.wake, tenantId);
  return answer;
}

/** What a request to import a file came to. */
export interface RequestedImport {
  readonly versionId: string;
  /** True: this content is already there, nothing was changed. */
  readonly duplicate: boolean;
}

/**
 * Puts an uploaded file into the queue, as a new document or as a new version of the one at its place. NOT_FOUND when the
 * file has not been uploaded.
 */
export async function importDocument(
  services: KnowledgeChangeServices,
  by: PersonPrincipal,
  {
    requestId,
    hash,
    fileName,
    folder,
  }: { readonly requestId: string; readonly hash: string; readonly fileName: string; readonly folder: string },
): Promise<RequestedImport> {
  const request = { requestId, name: 'importDocument', input: { hash, fileName, folder } };
  const answer = await changeKnowledge(services, by, request, async (em) => {
    const version = {
      place: { folder, name: fileName },
      source: 'upload' as const,
      contentHash: contentHashOf(hash),
      fileHash: hash,
      size: await sizeOf(em, hash),
      createdBy: `user:${by.id}`,
    };
    const { versionId, documentId, state } = await beginVersion(em, by.tenantId, version);
    if (state === 'queued') await enqueue(em, services, { tenantId: by.tenantId, versionId });
    return {
      answer: { versionId, duplicate: state !== 'queued' },
      subject: `document:${documentId}`,
      detail: { fileName, folder, version: versionId, duplicate: state !== 'queued' },
    };
  });
  services.jobQueue.hurry();
  return answer;
}

async function sizeOf(em: EntityManager, hash: string): Promise<number> {
  const [file] = await em.execute<{ size: string }[]>('select size::text from document_file where hash = ?', [hash]);
  if (!file) throw new AppError('NOT_FOUND', { file: hash });
  return Number(file.size);
}

async function enqueue(
  em: EntityManager,
  { jobQueue }: Pick<KnowledgeChangeServices, 'jobQueue'>,
  { tenantId, versionId }: { tenantId: string; versionId: string },
): Promise<void> {
  const jobId = await jobQueue.enqueue(em, 'import', { tenantId, id: versionId });
  await em.execute(
    `update document_version set state = 'importing', stage = 'queued', done = 0, total = null, error = null, error_detail = '{}', attempts = 0,
       finished_at = null, job_id = ? where id = ?`,
    [jobId, versionId],
  );
  await tellImport(em, versionId);
}

type VersionRequest = { readonly requestId: string; readonly versionId: string };

interface Locked extends Pick<DocumentVersion, 'id' | 'state' | 'fileHash' | 'jobId'> {
  readonly documentId: string;
}

/** A change of one version, whose document is locked. CONFLICT when it is not in one of the states, or the document is removed. */
function changeVersion(
  services: KnowledgeChangeServices,
  by: PersonPrincipal,
  { requestId, versionId, name, states }: VersionRequest & { name: string; states: readonly string[] },
  change: (em: EntityManager, version: Locked) => Promise<void>,
): Promise<{ versionId: string }> {
  return changeKnowledge(services, by, { requestId, name, input: { versionId } }, async (em) => {
    const documentId = await lockDocumentOf(em, versionId);
    const [version] = await em.execute<(Omit<Locked, 'documentId'> & { removed: boolean })[]>(
      `select v.id::text, v.state, v.file_hash as "fileHash", v.job_id::text as "jobId", d.removed_at is not null as removed
       from document_version v join document d on d.id = v.document_id where v.id = ?`,
      [versionId],
    );
    if (!version) throw new AppError('NOT_FOUND', { version: versionId });
    if (version.removed) throw new AppError('CONFLICT', { reason: 'removed' });
    if (!states.includes(version.state)) throw new AppError('CONFLICT', { state: version.state });
    await change(em, { ...version, documentId });
    return { answer: { versionId }, subject: `document:${documentId}`, detail: { version: versionId } };
  });
}

/** Ends an import that waits or runs; what it had stored is not answered from. */
export function cancelImport(services: KnowledgeChangeServices, by: PersonPrincipal, request: VersionRequest) {
  const about = { ...request, name: 'cancelImport', states: ['importing'] };
  return changeVersion(services, by, about, async (em, { id, jobId }) => {
    await withdraw(em, id);
    if (jobId) await services.jobQueue.cancel(em, jobId);
  });
}

/** Discards a version that was held: it is not published. */
export function discardVersion(services: KnowledgeChangeServices, by: PersonPrincipal, request: VersionRequest) {
  const about = { ...request, name: 'discardVersion', states: ['held'] };
  return changeVersion(services, by, about, (em, { id }) => withdraw(em, id));
}

async function withdraw(em: EntityManager, versionId: string): Promise<void> {
  await em.execute(`update document_version set state = 'cancelled', stage = null, finished_at = now() where id = ?`, [
    versionId,
  ]);
  await tellImport(em, versionId);
}

/** Tries an import again that failed, was refused or was cancelled. CONFLICT when its bytes are not kept. */
export async function retryImport(services: KnowledgeChangeServices, by: PersonPrincipal, request: VersionRequest) {
  const about = { ...request, name: 'retryImport', states: ['failed', 'refused', 'cancelled'] };
  const answer = await changeVersion(services, by, about, async (em, { id, documentId, fileHash }) => {
    if (!fileHash) throw new AppError('CONFLICT', { reason: 'the bytes are not kept' });
    await cancelWaiting(em, documentId);
    await enqueue(em, services, { tenantId: by.tenantId, versionId: id });
  });
  services.jobQueue.hurry();
  return answer;
}

/** Publishes a version that was held for its personal data. */
export function publishVersion(services: KnowledgeChangeServices, by: PersonPrincipal, request: VersionRequest) {
  const about = { ...request, name: 'publishVersion', states: ['held'] };
  return changeVersion(services, by, about, (em, { documentId, id }) =>
    publish(em, { tenantId: by.tenantId, documentId, versionId: id }),
  );
}

/** Answers from an earlier version again. CONFLICT when its passages are no longer kept. */
export function rollbackToVersion(services: KnowledgeChangeServices, by: PersonPrincipal, request: VersionRequest) {
  const about = { ...request, name: 'rollbackToVersion', states: ['replaced'] };
  return changeVersion(services, by, about, async (em, { documentId, id }) => {
    const kept = await em.execute<unknown[]>('select 1 from chunk where version_id = ? limit 1', [id]);
    if (kept.length === 0) throw new AppError('CONFLICT', { reason: 'its passages are no longer kept' });
    await publish(em, { tenantId: by.tenantId, documentId, versionId: id });
  });
}
