import type { Database } from '../../ports/database.ts';
import { beginVersion, finishVersion, storePassages, tellKnowledge } from './document-version.ts';
import type { DocumentPlace } from './document-version.ts';
import type { DocumentSource } from './knowledge.entity.ts';
import { contentHashOf, hashOf, type KnowledgeFile, passagesOf } from './passages-of.ts';

/** What became of a file that was handed in. */
export type StoredState = 'stored' | 'unchanged' | 'held';

/** Folder and name of a path below a folder, with slashes. */
export function placeOf(path: string): DocumentPlace {
  const cut = path.lastIndexOf('/');
  return { folder: path.slice(0, Math.max(cut, 0)), name: path.slice(cut + 1) };
}

/**
 * Stores a file as a new version of its document and publishes it, unless the same content is there already. Refuses as
 * passagesOf does, leaving what was there. One that was cut short is taken up again where it stopped.
 */
export async function storeDocument(
  { database }: { database: Database },
  tenantId: string,
  { fileName, bytes, source = 'folder' }: KnowledgeFile & { source?: DocumentSource },
): Promise<StoredState> {
  const version = {
    place: placeOf(fileName),
    source,
    contentHash: contentHashOf(hashOf(bytes)),
    fileHash: null,
    size: bytes.length,
    createdBy: 'hub',
  };
  if (await isKnown(database, tenantId, version)) return 'unchanged';
  const read = await passagesOf({ fileName, bytes }, { signal: new AbortController().signal });
  const { versionId } = await database.inTenant(tenantId, (em) => beginVersion(em, tenantId, version));
  await storePassages({ database }, { tenantId, versionId }, read.passages);
  const trusted = source === 'sample';
  const state = await database.inTenant(tenantId, (em) => finishVersion(em, { tenantId, versionId, trusted }, read));
  return state === 'held' ? 'held' : 'stored';
}

/** Whether a place holds this content already, so that nothing has to be parsed. */
async function isKnown(
  database: Database,
  tenantId: string,
  { place, contentHash }: { place: DocumentPlace; contentHash: string },
): Promise<boolean> {
  const rows = await database.inTenant(tenantId, (em) =>
    em.execute<unknown[]>(
      `select 1 from document d join document_version v on v.document_id = d.id
       where d.folder = ? and d.name = ? and d.removed_at is null and v.content_hash = ?
         and (v.id = d.current_version_id or v.state in ('held', 'refused')) limit 1`,
      [place.folder, place.name, contentHash],
    ),
  );
  return rows.length > 0;
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
export function textArray(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replaceAll(/[\\"]/g, String.raw`\$&`)}"`).join(',')}}`;
}
