import type { Embedder } from '../../server/ports/embedder.ts';
import type { SearchChunk, SearchHit, SearchIndex } from '../../server/ports/search.ts';
import { passageTokens } from '../../server/modules/knowledge/passage-tokens.ts';
import { queryWords } from '../../server/modules/knowledge/tokens.ts';
import { type EmbeddableText, textsToEmbed } from '../../server/modules/embedding/texts-to-embed.ts';
import type { FaqEntry, FaqSet } from './faq-set.ts';

/** Hits looked at: enough that ten groups are left when the right one is taken away. */
const HITS = 50;

/** A set in an index, as a tenant of its own. */
export interface LoadedSet {
  readonly set: FaqSet;
  /** Space of its vectors; absent: searched by words alone. */
  readonly space?: string;
  ask(question: string): Promise<readonly SearchHit[]>;
  /** Embeds questions all at once: one by one they would each wait for a call of their own. */
  prepare(questions: readonly string[]): Promise<void>;
}

/** What of an entry is embedded, as the hub does it. */
function textsOf({ id, q, a = '', similar = [], heading = null }: FaqEntry): EmbeddableText[] {
  return textsToEmbed({ id, question: q, answer: a, heading, phrasings: similar });
}

async function embedAll(embedder: Embedder, texts: readonly EmbeddableText[]): Promise<Map<string, Float32Array>> {
  const vectors = new Map<string, Float32Array>();
  for (const wanted of ['query', 'passage'] as const) {
    const own = texts.filter(({ purpose }) => purpose === wanted);
    const made = await embedder.embed(
      own.map(({ text }) => text),
      wanted,
      new AbortController().signal,
    );
    own.forEach(({ key }, index) => vectors.set(key, made[index] ?? new Float32Array()));
  }
  return vectors;
}

export function toChunk({ id, q, a = '', similar = [], heading = null, faq = id }: FaqEntry): SearchChunk {
  const tokens = passageTokens({ question: q, answer: a, heading, phrasings: similar });
  return { chunkId: id, groupId: faq, tokens };
}

/** Puts a whole set into an index, with vectors when there is a model to make them. */
export async function loadSet(index: SearchIndex, set: FaqSet, embedder?: Embedder): Promise<LoadedSet> {
  const vectors = embedder && (await embedAll(embedder, set.entries.flatMap(textsOf)));
  const chunks = set.entries.map((entry): SearchChunk => {
    const own = vectors && textsOf(entry).flatMap(({ key }) => vectors.get(key) ?? []);
    return { ...toChunk(entry), ...(own && { vectors: own }) };
  });
  const prepare = async (questions: readonly string[]): Promise<void> => {
    await embedder?.embed(questions, 'query', new AbortController().signal);
  };
  await prepare(set.questions.map(({ q }) => q));
  index.beginLoading(set.name, embedder?.space ?? null);
  await index.apply(set.name, { put: chunks, remove: [] });
  await index.markReady(set.name);
  const ask = async (question: string): Promise<readonly SearchHit[]> => {
    const [vector] = (await embedder?.embed([question], 'query', new AbortController().signal)) ?? [];
    return index.search(set.name, { ...queryWords(question), ...(vector && { vector }), limit: HITS });
  };
  return { set, ask, prepare, ...(embedder?.space && { space: embedder.space.name }) };
}
