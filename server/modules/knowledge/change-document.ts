import type { EntityManager } from '@mikro-orm/postgresql';
import { AppError } from '../../ports/errors.ts';
import type { PersonPrincipal } from '../../ports/principal.ts';
import { tellKnowledge } from './document-version.ts';
import { REMOVED_DAYS } from './document.rules.ts';
import { changeKnowledge, type KnowledgeChangeServices } from './import-document.ts';
import type { KnowledgeDocument } from './knowledge.entity.ts';

type DocumentRequest = { readonly requestId: string; readonly documentId: string };
type Locked = Pick<KnowledgeDocument, 'id' | 'name' | 'folder' | 'removedAt'>;

/** A change of one locked document. NOT_FOUND when there is none. */
function changeDocument(
  services: KnowledgeChangeServices,
  by: PersonPrincipal,
  {
    requestId,
    documentId,
    name,
    input = {},
  }: DocumentRequest & { name: string; input?: Readonly<Record<string, unknown>> },
  change: (em: EntityManager, document: Locked) => Promise<Readonly<Record<string, unknown>>>,
): Promise<{ documentId: string }> {
  return changeKnowledge(services, by, { requestId, name, input: { documentId, ...input } }, async (em) => {
    const [document] = await em.execute<Locked[]>(
      `select id::text, name, folder, removed_at as "removedAt" from document where id = ? for no key update`,
      [documentId],
    );
    if (!document) throw new AppError('NOT_FOUND', { document: documentId });
    const detail = await change(em, document);
    await tellKnowledge(em, by.tenantId, documentId);
    return { answer: { documentId }, subject: `document:${documentId}`, detail: { name: document.name, ...detail } };
  });
}

/** Moves or renames a document. CONFLICT when another one is at that place. */
export function moveDocument(
  services: KnowledgeChangeServices,
  by: PersonPrincipal,
  request: DocumentRequest & {
    readonly folder?: string | null | undefined;
    readonly newName?: string | null | undefined;
  },
): Promise<{ documentId: string }> {
  const input = { folder: request.folder ?? null, newName: request.newName ?? null };
  return changeDocument(services, by, { ...request, name: 'moveDocument', input }, async (em, document) => {
    if (document.removedAt) throw new AppError('CONFLICT', { reason: 'removed' });
    const place = { folder: request.folder ?? document.folder, name: request.newName ?? document.name };
    await demandFree(em, document.id, place);
    await em.execute('update document set folder = ?, name = ?, updated_at = now() where id = ?', [
      place.folder,
      place.name,
      document.id,
    ]);
    return place;
  });
}

async function demandFree(
  em: EntityManager,
  documentId: string,
  { folder, name }: { folder: string; name: string },
): Promise<void> {
  const taken = await em.execute<unknown[]>(
    'select 1 from document where folder = ? and name = ? and removed_at is null and id <> ?',
    [folder, name, documentId],
  );
  if (taken.length > 0) throw new AppError('CONFLICT', { folder, name });
}

/** Takes a document out of the knowledge base; it can be restored for 7 days. What waits to be imported of it is cancelled. */
export function removeDocument(
  services: KnowledgeChangeServices,
  by: PersonPrincipal,
  request: DocumentRequest,
): Promise<{ documentId: string }> {
  return changeDocument(services, by, { ...request, name: 'removeDocument' }, async (em, document) => {
    if (document.removedAt) throw new AppError('CONFLICT', { reason: 'removed' });
    await em.execute(
      `update document_version set state = 'cancelled', stage = null, finished_at = now() where document_id = ? and state = 'importing'`,
      [document.id],
    );
    await em.execute('update document set removed_at = now(), updated_at = now() where id = ?', [document.id]);
    return {};
  });
}

/** Puts a removed document back. CONFLICT when another one has taken its place, or when it is too late. */
export function restoreDocument(
  services: KnowledgeChangeServices,
  by: PersonPrincipal,
  request: DocumentRequest,
): Promise<{ documentId: string }> {
  return changeDocument(services, by, { ...request, name: 'restoreDocument' }, async (em, document) => {
    if (!document.removedAt) throw new AppError('CONFLICT', { reason: 'not removed' });
    await demandFree(em, document.id, document);
    const restored = await em.execute<unknown[]>(
      `update document set removed_at = null, updated_at = now() where id = ? and removed_at > now() - ? * interval '1 day' returning 1`,
      [document.id, REMOVED_DAYS],
    );
    if (restored.length === 0) throw new AppError('CONFLICT', { reason: 'too late' });
    return {};
  });
}

/** Says until when a document is answered from; null: without an end. */
export function setExpiry(
  services: KnowledgeChangeServices,
  by: PersonPrincipal,
  request: DocumentRequest & { readonly expiresAt: Date | null },
): Promise<{ documentId: string }> {
  const expiresAt = request.expiresAt?.toISOString() ?? null;
  return changeDocument(services, by, { ...request, name: 'setExpiry', input: { expiresAt } }, async (em, document) => {
    await em.execute('update document set expires_at = ?, updated_at = now() where id = ?', [expiresAt, document.id]);
    return { expiresAt };
  });
}
