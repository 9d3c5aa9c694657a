import { randomUUID } from 'node:crypto';
import type { Database } from '../../ports/database.ts';
import { leaseEmbedding, releaseEmbedding } from './embedding-state.ts';
import { deleteVectors, readStoredKeys, type StoredKey } from './stored-vectors.ts';
import { type EmbeddableChunk, questionToEmbed, textsToEmbed } from './texts-to-embed.ts';

/** Chunks, and vectors, looked at in one transaction. */
const AT_ONCE = 1_000;

interface PruneServices {
  readonly database: Database;
}

/** Whose vectors are looked at, and which questions besides the knowledge's keep theirs. */
export interface Pruning {
  readonly tenantId: string;
  readonly questions: readonly string[];
  readonly signal: AbortSignal;
}

/**
 * Deletes a tenant's vectors of texts that are nowhere any more. Every version whose passages are kept keeps theirs:
 * published, held, being imported, or one to return to. False: not to the end, because a hub embeds for the tenant, which
 * counts on what is stored.
 */
export async function pruneVectors(services: PruneServices, pruning: Pruning): Promise<boolean> {
  const { database } = services;
  const { tenantId, signal } = pruning;
  const holder = `prune ${randomUUID()}`;
  const mayGoOn = (): Promise<boolean> =>
    database.inTenant(tenantId, async (em) => !signal.aborted && (await leaseEmbedding(em, tenantId, holder)));
  try {
    if (!(await mayGoOn())) return false;
    const needed = new Set(pruning.questions.map((question) => questionToEmbed(question).key));
    for await (const chunks of chunksOf(services, tenantId)) {
      for (const { key } of chunks.flatMap(textsToEmbed)) needed.add(key);
      if (!(await mayGoOn())) return false;
    }
    for await (const stored of keysOf(services, tenantId)) {
      if (!(await mayGoOn())) return false;
      const idle = stored.filter(({ key }) => !needed.has(key));
      await database.inTenant(tenantId, (em) => deleteVectors(em, idle));
    }
    return true;
  } finally {
    await database.inTenant(tenantId, (em) => releaseEmbedding(em, holder));
  }
}

async function* chunksOf({ database }: PruneServices, tenantId: string): AsyncGenerator<EmbeddableChunk[]> {
  for (let after = '0'; ;) {
    const chunks = await database.inTenant(tenantId, (em) =>
      em.execute<EmbeddableChunk[]>(
        `select id::text, question, answer, heading, phrasings from chunk where id > ? order by id limit ${AT_ONCE}`,
        [after],
      ),
    );
    const last = chunks.at(-1);
    if (!last) return;
    yield chunks;
    after = last.id;
  }
}

async function* keysOf({ database }: PruneServices, tenantId: string): AsyncGenerator<StoredKey[]> {
  for (let after: StoredKey = { space: '', key: ':' }; ;) {
    const keys = await database.inTenant(tenantId, (em) => readStoredKeys(em, after, AT_ONCE));
    const last = keys.at(-1);
    if (!last) return;
    yield keys;
    after = last;
  }
}
