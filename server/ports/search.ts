import type { EmbeddingSpace } from './embedder.ts';

/** A passage as the index wants it. Tokens are made by the caller (modules/knowledge/tokens.ts) and stored with the chunk, so loading never segments. */
export interface SearchChunk {
  readonly chunkId: string;
  /** Chunks of one group answer the same question; margins are taken between groups. Defaults to the chunk's own id. */
  readonly groupId?: string;
  readonly tokens: ChunkTokens;
  /**
   * What the passage means, in the tenant's space: one vector for the question and for each phrasing, or one for running
   * text; the nearest counts. Absent until they are made: such a passage is found by its words alone.
   */
  readonly vectors?: readonly Float32Array[];
}

/** Tokens of a chunk by field, in reading order, repeats kept. */
export interface ChunkTokens {
  /** Question, title or heading. */
  readonly question: readonly string[];
  readonly answer: readonly string[];
  /** One list for each other known phrasing of the question. */
  readonly phrasings: readonly (readonly string[])[];
}

/** A token of a query and how much it counts. */
export interface QueryTerm {
  readonly token: string;
  /** How often the query says it (≥ 1). */
  readonly repeats: number;
  /** Importance beside its idf: 1 for a piece of a Chinese word, more for what is one token only, less for fillers and synonyms. */
  readonly weight: number;
  /** The same in running text: 0 for filler words, which every answer holds. */
  readonly answerWeight: number;
  /** A code (E03) or a quantity (7kw): a passage without it may be about another one. */
  readonly exact?: 'code' | 'quantity';
}

/** A slip of the finger that a question may hold. It is believed only where no passage of the tenant holds a broken pair. */
export interface TypingSlip {
  /** The pairs of characters that it is in, as they were typed. */
  readonly broken: readonly string[];
  /** The same pairs as they were meant. */
  readonly meant: readonly string[];
  /** The character that was meant; null where two were swapped. */
  readonly character: string | null;
}

/** What a query brings: its terms, made by the same tokeniser as the chunks' tokens. */
export interface SearchQuery {
  readonly terms: readonly QueryTerm[];
  /** Slips that may be in it; absent: it is taken as it was typed. */
  readonly slips?: readonly TypingSlip[];
  /** What the question means, in the tenant's space; absent: search by words alone. Of another length it is left aside. */
  readonly vector?: Float32Array;
  /** Name of the space that `vector` was made in: when the passages have been put into another meanwhile, it is left aside. */
  readonly space?: string;
  /** Hits at most, best first (1–200). */
  readonly limit: number;
}

/** Passages put in and taken out together. */
export interface SearchChange {
  /** Added, or put in the place of those of the same id. */
  readonly put: readonly SearchChunk[];
  /** Taken out; unknown ids are ignored. */
  readonly remove: readonly string[];
}

/** One passage found. Scores compare hits of one query only; none of them is a confidence. */
export interface SearchHit {
  readonly chunkId: string;
  readonly groupId: string;
  /** BM25 of the fields joined; 0 when found by meaning alone. */
  readonly keywordScore: number;
  /** tf-idf cosine, 0–1: the keyless vector. */
  readonly vectorScore: number;
  /** Cosine of question and nearest vector of the passage, −1–1; null when either has none. */
  readonly meaningScore: number | null;
  /** What the hits are ordered by: the scores fused. */
  readonly score: number;
  /** What the confidence map is computed from. */
  readonly evidence: MatchEvidence;
}

/** How well query and passage cover each other, from idf shared by all hits of the tenant. All values 0–1 but selfScore. */
export interface MatchEvidence {
  /** BM25 the query would reach against a passage equal to itself: the ceiling of keywordScore's question field. */
  readonly selfScore: number;
  /** tf-idf cosine of the query and the nearest phrasing of the question. */
  readonly cosine: number;
  /** Share of the query's idf mass found anywhere in the passage. */
  readonly queryCoverage: number;
  /** Share of the query's idf mass found in the nearest phrasing of the question. */
  readonly questionCoverage: number;
  /** Share of the nearest phrasing's idf mass found in the query. */
  readonly phrasingCoverage: number;
  /** Codes of the query that the passage lacks. */
  readonly missingCodes: number;
  /** Quantities of the query that the passage lacks. */
  readonly missingQuantities: number;
  /** Tokens of the query that the passage lacks, by idf, heaviest first (at most 8). Shown as "why". */
  readonly missing: readonly string[];
  /** Tokens that matched, by idf, heaviest first (at most 8). */
  readonly matched: readonly string[];
}

/** empty: loaded and nothing in it; loading: not complete, its silence means nothing; ready: complete. */
export type SearchStatus = 'empty' | 'loading' | 'ready';

/** What answers for a tenant now; fallback: keywords in this process, because the index that should answer cannot. */
export type SearchEngine = 'embedded' | 'weaviate' | 'fallback';

/** Finds passages of one tenant. The index is a copy: the database is the truth and rebuilds it. */
export interface SearchIndex {
  /**
   * Starts over for a tenant, all vectors in `space` until the next start; null: it has none. What the tenant had goes on
   * being found until markReady puts the new in its place; changes go to the new. One that had nothing is 'loading' till then.
   */
  beginLoading(tenantId: string, space?: EmbeddingSpace | null): void;
  /** Says that everything stored has been put in; the status becomes 'ready' or 'empty'. */
  markReady(tenantId: string): Promise<void>;
  status(tenantId: string): SearchStatus;
  /** What answers now; without a tenant: 'fallback' as soon as that is so for one of them. */
  engine(tenantId?: string): SearchEngine;
  /**
   * Space of the passages that can be found now; null when they have no vectors. A fallback names the space of those that
   * it stands in for, so that nobody loads them anew.
   */
  space(tenantId: string): EmbeddingSpace | null;
  /** Passages of a tenant that can be found now. */
  size(tenantId: string): number;
  /** Applies a change; searches see all of it or none of it, so no question is answered from half of a document. */
  apply(tenantId: string, change: SearchChange): Promise<void>;
  /** Best passages first. Empty when nothing shares a token and nothing has a vector to compare. Fails with PortError (port 'search') only. */
  search(tenantId: string, query: SearchQuery): Promise<readonly SearchHit[]>;
  /** Forgets a tenant. */
  drop(tenantId: string): Promise<void>;
}
