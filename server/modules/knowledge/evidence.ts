import type { EntityManager } from '@mikro-orm/postgresql';

/** A passage that an answer rests on, as it stands in the knowledge base now. */
export interface Evidence {
  readonly id: string;
  readonly documentId: string;
  readonly documentName: string;
  readonly heading: string | null;
  readonly page: number | null;
  readonly text: string;
}

/** Passages by id; those that have gone from the knowledge base are left out. */
export async function findEvidence(em: EntityManager, chunkIds: readonly string[]): Promise<Map<string, Evidence>> {
  const rows = await em.execute<Evidence[]>(
    `select c.id::text as id, d.id::text as "documentId", d.name as "documentName", coalesce(c.heading, c.question) as heading, c.page,
            c.answer as text
     from chunk c join document_version v on v.id = c.version_id join document d on d.id = v.document_id where c.id = any(?::bigint[])`,
    [`{${chunkIds.join(',')}}`],
  );
  return new Map(rows.map((row) => [row.id, row]));
}
