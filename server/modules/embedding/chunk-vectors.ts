import type { Database } from '../../ports/database.ts';
import type { EmbeddingSpace } from '../../ports/embedder.ts';
import { readVectors } from './stored-vectors.ts';
import { type EmbeddableChunk, textsToEmbed } from './texts-to-embed.ts';

/** What of a tenant's knowledge has been embedded. */
export interface EmbeddedKnowledge {
  /** Space that the tenant's index is to be in; null: by words alone. */
  readonly space: EmbeddingSpace | null;
  /** Versions that have all their vectors in it. */
  readonly versions: ReadonlySet<string>;
}

interface EmbeddedRow {
  readonly space: string;
  readonly dimensions: number;
  readonly version_id: string | null;
}

/** Reads what a tenant's index is to hold besides words. */
export async function readEmbedded(
  { database }: { readonly database: Database },
  tenantId: string,
): Promise<EmbeddedKnowledge> {
  const rows = await database.call<EmbeddedRow>('embedded_versions', [tenantId]);
  const [row] = rows;
  const versions = new Set(rows.flatMap(({ version_id: id }) => (id === null ? [] : [id])));
  return { space: row ? { name: row.space, dimensions: row.dimensions } : null, versions };
}

/** Vectors of chunks in a space, by chunk id; a chunk of which nothing is embedded is absent. */
export function vectorsFor(
  { database }: { readonly database: Database },
  tenantId: string,
  space: EmbeddingSpace,
  chunkIds: readonly string[],
): Promise<Map<string, readonly Float32Array[]>> {
  return database.inTenant(tenantId, async (em) => {
    const chunks = await em.execute<EmbeddableChunk[]>(
      'select id::text, question, answer, heading, phrasings from chunk where id = any(?::bigint[])',
      [`{${chunkIds.join(',')}}`],
    );
    const texts = chunks.map((chunk) => ({ id: chunk.id, texts: textsToEmbed(chunk) }));
    const stored = await readVectors(
      em,
      space.name,
      texts.flatMap((each) => each.texts),
    );
    const found = texts.map(({ id, texts: own }) => [id, own.flatMap(({ key }) => stored.get(key) ?? [])] as const);
    return new Map(found.filter(([, vectors]) => vectors.length > 0));
  });
}
