import type { SearchQuery } from '../../../ports/search.ts';
import { type MeanLengths, meanLengths, selfScore } from './bm25.ts';
import { inverseFrequency } from './inverse-frequency.ts';
import { mendSlips } from './mend-slips.ts';
import type { PassageStatistics } from './passage-statistics.ts';
import { tokenHash } from './token-hash.ts';
import { vectorWeight, type WeightedTerm } from './weighted-term.ts';

/** A query seen by a tenant's statistics: all that scoring a passage needs besides the passage. */
export interface WeighedQuery {
  readonly terms: readonly WeightedTerm[];
  /** Length of the query's tf-idf vector. */
  readonly norm: number;
  /** BM25 of a question equal to the query. */
  readonly selfScore: number;
  readonly mean: MeanLengths;
}

/** Looks up each term's idf once, after slips of the finger have been mended with what the passages hold. */
export function weighQuery(
  { terms, slips = [] }: Pick<SearchQuery, 'terms' | 'slips'>,
  statistics: PassageStatistics,
): WeighedQuery {
  const mended = mendSlips(terms, slips, (token) => statistics.holders(tokenHash(token)));
  const weighted = mended.map((term): WeightedTerm => {
    const hash = tokenHash(term.token);
    return { ...term, hash, idf: inverseFrequency(statistics.holders(hash), statistics.chunks) };
  });
  let square = 0;
  for (const term of weighted) square += vectorWeight(term) ** 2;
  const mean = meanLengths(statistics);
  return { terms: weighted, norm: Math.sqrt(square), selfScore: selfScore(weighted, mean.row), mean };
}
