import type { SearchChunk, SearchHit, SearchIndex } from '../../server/ports/search.ts';
import { chunkTokens, queryTerms } from '../../server/modules/knowledge/tokens.ts';
import type { FaqEntry, FaqSet } from './faq-set.ts';

export function toChunk(entry: FaqEntry): SearchChunk {
  const passage = { question: entry.q, answer: entry.a ?? '', phrasings: entry.similar ?? [] };
  return { chunkId: entry.id, groupId: entry.faq ?? entry.id, tokens: chunkTokens(passage) };
}

/** Puts a whole set into an index as a tenant of its own. */
export async function loadSet(index: SearchIndex, set: FaqSet): Promise<void> {
  index.beginLoading(set.name);
  await index.apply(set.name, { put: set.entries.map(toChunk), remove: [] });
  await index.markReady(set.name);
}

export function searchSet(index: SearchIndex, set: FaqSet, question: string): Promise<readonly SearchHit[]> {
  return index.search(set.name, { terms: queryTerms(question), limit: 50 });
}
