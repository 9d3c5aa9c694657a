import type { KnowledgeSummary } from './use-knowledge.ts';

/** meaning: keywords and meaning · embedding: vectors are still being made · starting, failing, off: keywords alone, and why. */
export type SearchModeState = 'meaning' | 'embedding' | 'starting' | 'failing' | 'off';

/** How questions are searched for now, in the one word that says the next step. */
export function searchModeOf({
  searchMode,
  embedder,
}: Pick<KnowledgeSummary, 'searchMode' | 'embedder'>): SearchModeState {
  if (embedder.state === 'OFF') return 'off';
  if (embedder.state === 'FAILING') return 'failing';
  if (embedder.state === 'STARTING') return 'starting';
  return searchMode === 'KEYWORD' || embedder.done < embedder.total ? 'embedding' : 'meaning';
}
