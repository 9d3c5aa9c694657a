import type { SearchHit, SearchIndex, SearchStatus } from '../../ports/search.ts';
import { type Confidence, measureConfidence, type OwnMaps } from './confidence.ts';
import type { Lexicon } from './lexicon.ts';
import type { Reranked } from './rerank-hits.ts';
import { DEFAULT_LEXICON, queryWords } from './tokens.ts';

/** Passages kept for the answer, the trace and a clarifying question. */
const PASSAGES_KEPT = 10;

/** What the knowledge base has for a question. */
export interface Retrieval {
  /** empty and loading mean hand off, each for its own reason; confidence is 0 then. */
  readonly status: SearchStatus;
  /** Best first, at most ten. */
  readonly hits: readonly SearchHit[];
  readonly confidence: Confidence;
  /** False when a fallback searched or the reranker failed: asked again later, the same question may find better. */
  readonly whole: boolean;
}

/** What a tenant may have of its own. */
export interface RetrievalSettings {
  readonly tenantId: string;
  readonly lexicon?: Lexicon;
  /** Maps refitted on its own outcomes. */
  readonly ownMaps?: OwnMaps;
  /** What the question means, and in which space; absent: searched by its words alone. */
  readonly meaning?: { readonly vector: Float32Array; readonly space: string };
  /** Puts what was found into a better order before the best is measured; absent: the order of the search. */
  readonly rerank?: (hits: readonly SearchHit[]) => Promise<Reranked>;
}

/** Finds passages for a question and measures how far the best one can be trusted. Fails with PortError (port 'search') only. */
export async function retrieve(
  { search }: { search: Pick<SearchIndex, 'status' | 'engine' | 'search'> },
  { tenantId, lexicon = DEFAULT_LEXICON, ownMaps, meaning, rerank }: RetrievalSettings,
  question: string,
): Promise<Retrieval> {
  const status = search.status(tenantId);
  const byFallback = (): boolean => search.engine(tenantId) === 'fallback';
  const before = byFallback();
  const words = queryWords(question, lexicon);
  const found =
    status === 'ready' && (words.terms.length > 0 || meaning)
      ? await search.search(tenantId, { ...words, ...meaning, limit: PASSAGES_KEPT })
      : [];
  const whole = !before && !byFallback();
  const { hits, failed } = rerank ? await rerank(found) : { hits: found, failed: false };
  const asked = { terms: words.terms.length, ...(meaning && { space: meaning.space }), ...(ownMaps && { ownMaps }) };
  return { status, hits, confidence: measureConfidence(hits, asked), whole: whole && !failed };
}
