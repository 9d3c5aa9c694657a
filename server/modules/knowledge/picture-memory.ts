import type { Database } from '../../ports/database.ts';
import type { DocumentBlock, PictureMemory } from '../../ports/document-reader.ts';

/** Recognised pages and pictures of a file in the database, so that an import that was interrupted does not recognise them again. */
export function pictureMemory(database: Database, tenantId: string, fileHash: string): PictureMemory {
  return {
    recall: (picture) =>
      database.inTenant(tenantId, async (em) => {
        const [row] = await em.execute<{ blocks: DocumentBlock[] }[]>(
          'select blocks from page_text where file_hash = ? and page = ?',
          [fileHash, picture],
        );
        return row?.blocks ?? null;
      }),
    keep: (picture, blocks) =>
      database.inTenant(tenantId, async (em) => {
        await em.execute(
          'insert into page_text (tenant_id, file_hash, page, blocks) values (?, ?, ?, ?::jsonb) on conflict do nothing',
          [tenantId, fileHash, picture, JSON.stringify(blocks)],
        );
      }),
  };
}
