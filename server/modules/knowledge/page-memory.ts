import type { Database } from '../../ports/database.ts';
import type { DocumentBlock, PageMemory } from '../../ports/document-reader.ts';

/** Recognised pages of a file in the database, so that an import that was interrupted does not recognise them again. */
export function pageMemory(database: Database, tenantId: string, fileHash: string): PageMemory {
  return {
    recall: (page) =>
      database.inTenant(tenantId, async (em) => {
        const [row] = await em.execute<{ blocks: DocumentBlock[] }[]>(
          'select blocks from page_text where file_hash = ? and page = ?',
          [fileHash, page],
        );
        return row?.blocks ?? null;
      }),
    keep: (page, blocks) =>
      database.inTenant(tenantId, async (em) => {
        await em.execute(
          'insert into page_text (tenant_id, file_hash, page, blocks) values (?, ?, ?, ?::jsonb) on conflict do nothing',
          [tenantId, fileHash, page, JSON.stringify(blocks)],
        );
      }),
  };
}
