import type { Embedders } from '../../ports/embedder.ts';
import { PortError } from '../../ports/errors.ts';
import type { EmbedServices } from './embed-version.ts';
import { agreedSpace } from './embedding-state.ts';
import { relativeVectors } from './relative-vectors.ts';
import { readSomeVectors, readVectors, storeVectors } from './stored-vectors.ts';
import { type EmbeddableText, questionToEmbed } from './texts-to-embed.ts';

/** What questions mean, by question, as relativeVectors says; a question without is compared by its words. */
export type QuestionMeanings = ReadonlyMap<string, Float32Array>;

/** Questions embedded at once at most; the others' turn comes with the next ones. */
const EMBEDDED_AT_ONCE = 64;
/** Milliseconds for them all: one call that failed a moment ago says little, a model that is gone is not waited for. */
const PATIENCE_MS = 5_000;
/** Texts of the tenant that show where the middle of the space is. */
const BACKGROUND = 400;

/**
 * What some of a tenant's questions mean, in the space that its knowledge is complete in. Vectors are stored, so that each
 * question is embedded once. Without that space, or with a model that is gone, slow or another one, it is what is stored.
 */
export async function questionMeanings(
  services: EmbedServices,
  { tenantId, signal }: { readonly tenantId: string; readonly signal: AbortSignal },
  questions: readonly string[],
): Promise<QuestionMeanings> {
  const { database, embedders } = services;
  const texts = new Map(questions.map((question) => [question, questionToEmbed(question)]));
  const known = await database.inTenant(tenantId, async (em) => {
    const space = await agreedSpace(em);
    return { space, vectors: space === null ? new Map() : await readVectors(em, space, Array.from(texts.values())) };
  });
  const { space } = known;
  if (space === null) return new Map();
  const lacking = Array.from(texts.values()).filter(({ key }) => !known.vectors.has(key));
  const embedded = await embedSome(embedders, space, { texts: lacking, signal });
  const background = await database.inTenant(tenantId, async (em) => {
    await storeVectors(em, space, embedded);
    return readSomeVectors(em, space, BACKGROUND);
  });
  const found = new Map<string, Float32Array>();
  for (const [question, { key }] of texts) {
    const vector = embedded.get(key) ?? known.vectors.get(key);
    if (vector) found.set(question, vector);
  }
  return relativeVectors(found, background);
}

/** As far as the model comes in time, batch by batch: a slow one gets through in the end. */
async function embedSome(
  { stored, health }: Embedders,
  space: string,
  { texts, signal }: { readonly texts: readonly EmbeddableText[]; readonly signal: AbortSignal },
): Promise<Map<string, Float32Array>> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const some = Array.from(new Map(texts.map((text) => [text.key, text])).values()).slice(0, EMBEDDED_AT_ONCE);
  const found = new Map<string, Float32Array>();
  if (health().state === 'off') return found;
  for (let from = 0; from < some.length && stored.space?.name === space; from += stored.batchSize) {
    const batch = some.slice(from, from + stored.batchSize);
    try {
      const vectors = await stored.embed(
        batch.map(({ text }) => text),
        'query',
        inTime,
      );
      // A model that answered as another one: these are of its space.
      if (stored.space?.name !== space) break;
      for (const [place, vector] of vectors.entries()) found.set(batch[place]?.key ?? '', vector);
    } catch (cause) {
      if (cause instanceof PortError) break;
      throw cause;
    }
  }
  return found;
}
