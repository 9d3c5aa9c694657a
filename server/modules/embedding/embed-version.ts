import type { Database } from '../../ports/database.ts';
import type { Embedders, EmbeddingSpace } from '../../ports/embedder.ts';
import { PortError } from '../../ports/errors.ts';
import { leaseEmbedding, noteEmbedded, type OpenVersion } from './embedding-state.ts';
import { readKnownKeys, storeVectors } from './stored-vectors.ts';
import { type EmbeddableChunk, type EmbeddableText, textsToEmbed } from './texts-to-embed.ts';

export interface EmbedServices {
  readonly database: Database;
  readonly embedders: Embedders;
}

/** For whom, in which space and as which hub. */
export interface EmbeddingTask {
  readonly tenantId: string;
  readonly space: EmbeddingSpace;
  readonly holder: string;
  readonly signal: AbortSignal;
}

/** Chunks embedded and stored together: what is paid for again after a crash. */
const CHUNKS_A_STEP = 32;

type Vectors = Map<string, Float32Array | null>;

/**
 * Embeds what a version lacks, step by step, each stored with how far it has come. Of one that is held, a model that is not
 * on this machine gets no passage with personal data: whether it may leave the house is what a person is asked. False when another hub has taken over or
 * the model has become another one. Fails with PortError when the model does.
 */
export async function embedVersion(
  services: EmbedServices,
  task: EmbeddingTask,
  version: OpenVersion,
): Promise<boolean> {
  const { database, embedders } = services;
  const { tenantId, space, holder } = task;
  const kept = new Set(version.held && !embedders.free ? version.personal : []);
  for (let { from } = version; ;) {
    const { chunks, texts } = await database.inTenant(tenantId, async (em) => {
      const read = await em.execute<(EmbeddableChunk & { position: number })[]>(
        `select id::text, position, question, answer, heading, phrasings from chunk
         where version_id = ? and position >= ? order by position limit ${CHUNKS_A_STEP}`,
        [version.id, from],
      );
      const wanted = read.filter(({ position }) => !kept.has(position)).flatMap(textsToEmbed);
      const known = await readKnownKeys(em, space.name, wanted);
      return { chunks: read, texts: wanted.filter(({ key }) => !known.has(key)) };
    });
    const vectors = await embedTexts(embedders, texts, task.signal);
    if (embedders.stored.space?.name !== space.name) return false;
    const last = chunks.length < CHUNKS_A_STEP;
    const next = (chunks.at(-1)?.position ?? from - 1) + 1;
    const going = await database.inTenant(tenantId, async (em) => {
      if (!(await leaseEmbedding(em, tenantId, holder))) return false;
      await storeVectors(em, space.name, vectors);
      // What was kept back is looked at again when the version is published.
      const nextPosition = Math.min(next, ...kept);
      const complete = last && kept.size === 0;
      await noteEmbedded(em, {
        versionId: version.id,
        space: space.name,
        chunks: chunks.length,
        nextPosition,
        complete,
      });
      return true;
    });
    if (!going || last) return going;
    from = next;
  }
}

async function embedTexts(
  embedders: Embedders,
  texts: readonly EmbeddableText[],
  signal: AbortSignal,
): Promise<Vectors> {
  const unique = Array.from(new Map(texts.map((text) => [text.key, text])).values());
  const vectors: Vectors = new Map();
  for (const purpose of ['query', 'passage'] as const) {
    const some = unique.filter((text) => text.purpose === purpose);
    if (some.length > 0) await embedInto(vectors, embedders, some, signal);
  }
  return vectors;
}

/** Texts of one purpose; when a model refuses them for good and yet works, each by itself, so that one cannot hold up the rest. */
async function embedInto(
  vectors: Vectors,
  embedders: Embedders,
  texts: readonly EmbeddableText[],
  signal: AbortSignal,
): Promise<void> {
  try {
    const found = await embedders.stored.embed(
      texts.map(({ text }) => text),
      texts[0]?.purpose ?? 'query',
      signal,
    );
    texts.forEach(({ key }, place) => vectors.set(key, found[place] ?? null));
  } catch (cause) {
    if (!(cause instanceof PortError) || cause.retryable) throw cause;
    const [only, ...others] = texts;
    if (only && others.length === 0) {
      await embedders.probe(signal);
      if (embedders.health().state !== 'ready') throw cause;
      vectors.set(only.key, null);
      return;
    }
    for (const text of texts) await embedInto(vectors, embedders, [text], signal);
  }
}
