import type { EntityManager } from '@mikro-orm/postgresql';
import { AppError } from '../../ports/errors.ts';
import type { PersonPrincipal } from '../../ports/principal.ts';
import { storable } from '../message/storable.ts';
import { beginVersion, publish } from './document-version.ts';
import { answerGap } from './gap.service.ts';
import { changeKnowledge, type KnowledgeChangeServices } from './import-document.ts';
import { passageTokens } from './passage-tokens.ts';
import { contentHashOf, hashOf } from './passages-of.ts';

/** A question and its answer, written by hand. */
export interface WrittenEntry {
  readonly question: string;
  readonly answer: string;
  /** Other ways to ask the same. */
  readonly phrasings: readonly string[];
}

/** Characters of a document's name that is made from a question. */
const NAME_LENGTH = 120;

/**
 * Writes an entry as a document of its own and publishes it, or a new version of one written before; the gap it answers is
 * marked in the same transaction. CONFLICT when another document has its name in that folder, or when the document was not
 * written by hand; NOT_FOUND without the document or the gap.
 */
export function writeEntry(
  services: KnowledgeChangeServices,
  by: PersonPrincipal,
  {
    requestId,
    folder,
    documentId,
    gapId,
    ...entry
  }: WrittenEntry & {
    readonly requestId: string;
    readonly folder: string;
    /** The entry to be edited; null: a new one. */
    readonly documentId: string | null;
    /** The gap it answers; null: none. */
    readonly gapId: string | null;
  },
): Promise<{ documentId: string; versionId: string; duplicate: boolean }> {
  const text = {
    question: storable(entry.question),
    answer: storable(entry.answer),
    phrasings: entry.phrasings.map(storable),
  };
  const request = { requestId, name: 'writeEntry', input: { folder, documentId, gapId, ...text } };
  return changeKnowledge(services, by, request, async (em) => {
    const place = documentId === null ? newPlace(folder, text.question) : await editedPlace(em, documentId);
    if (documentId === null) await demandOwnPlace(em, place);
    const bytes = Buffer.from(JSON.stringify(text));
    const begun = await beginVersion(em, by.tenantId, {
      place,
      source: 'written',
      contentHash: contentHashOf(hashOf(bytes)),
      fileHash: null,
      size: bytes.length,
      createdBy: `user:${by.id}`,
    });
    if (begun.state === 'queued') await storeEntry(em, by.tenantId, { ...begun, text });
    if (gapId !== null) await answerGap(em, gapId, begun.documentId);
    return {
      answer: { documentId: begun.documentId, versionId: begun.versionId, duplicate: begun.state !== 'queued' },
      subject: `document:${begun.documentId}`,
      detail: { version: begun.versionId },
    };
  });
}

async function storeEntry(
  em: EntityManager,
  tenantId: string,
  { documentId, versionId, text }: { documentId: string; versionId: string; text: WrittenEntry },
): Promise<void> {
  const tokens = passageTokens({ ...text, heading: null });
  await em.execute(
    `insert into chunk (tenant_id, version_id, position, question, answer, phrasings, tokens)
     select ?, ?, 0, ?, ?, array(select jsonb_array_elements_text(?::jsonb)), ?::jsonb`,
    [tenantId, versionId, text.question, text.answer, JSON.stringify(text.phrasings), JSON.stringify(tokens)],
  );
  await em.execute(
    `update document_version set format = 'entry', chunk_count = 1, report = '{"taken": 1}' where id = ?`,
    [versionId],
  );
  await publish(em, { tenantId, documentId, versionId });
}

interface Place {
  readonly folder: string;
  readonly name: string;
}

function newPlace(folder: string, question: string): Place {
  const name = question.replaceAll(/[/\\\p{Cc}]+/gu, ' ').trim();
  return { folder, name: Array.from(name).slice(0, NAME_LENGTH).join('') || '？' };
}

async function demandOwnPlace(em: EntityManager, { folder, name }: Place): Promise<void> {
  const taken = await em.execute<unknown[]>(
    'select 1 from document where folder = ? and name = ? and removed_at is null',
    [folder, name],
  );
  if (taken.length > 0) throw new AppError('CONFLICT', { folder, name });
}

async function editedPlace(em: EntityManager, documentId: string): Promise<Place> {
  const [document] = await em.execute<(Place & { source: string; removed: boolean })[]>(
    'select folder, name, source, removed_at is not null as removed from document where id = ? for no key update',
    [documentId],
  );
  if (!document || document.removed) throw new AppError('NOT_FOUND', { document: documentId });
  if (document.source !== 'written') throw new AppError('CONFLICT', { source: document.source });
  return document;
}
