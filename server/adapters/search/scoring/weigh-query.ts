import type { QueryTerm } from '../../../ports/search.ts';
import { type MeanLengths, meanLengths, selfScore } from './bm25.ts';
import { inverseFrequency } from './inverse-frequency.ts';
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

/** What an alternative counts of the term it stands for. */
const ALTERNATIVE_WEIGHT = 0.8;
/** A slip of the finger means one thing; what has more candidates than this is left unclear. */
const MOST_ALTERNATIVES = 3;

/** Looks up each term's idf once; a term that nobody holds makes way for its alternatives that somebody does. */
export function weighQuery(terms: readonly QueryTerm[], statistics: PassageStatistics): WeighedQuery {
  const known = new Set(terms.map(({ token }) => token));
  const weighted = terms.flatMap((term) => {
    const found = weighed(term, statistics);
    if (found.holders > 0 || !term.alternatives) return [found.term];
    const meant = term.alternatives
      .filter((token) => !known.has(token))
      .map((token) => weighed(insteadOf(term, token), statistics))
      .filter(({ holders }) => holders > 0);
    return meant.length === 0 || meant.length > MOST_ALTERNATIVES ? [found.term] : meant.map((each) => each.term);
  });
  let square = 0;
  for (const term of weighted) square += vectorWeight(term) ** 2;
  const mean = meanLengths(statistics);
  return { terms: weighted, norm: Math.sqrt(square), selfScore: selfScore(weighted, mean.row), mean };
}

function weighed(term: QueryTerm, statistics: PassageStatistics): { term: WeightedTerm; holders: number } {
  const hash = tokenHash(term.token);
  const holders = statistics.holders(hash);
  return { term: { ...term, hash, idf: inverseFrequency(holders, statistics.chunks) }, holders };
}

function insteadOf({ repeats, weight, answerWeight }: QueryTerm, token: string): QueryTerm {
  return { token, repeats, weight: weight * ALTERNATIVE_WEIGHT, answerWeight: answerWeight * ALTERNATIVE_WEIGHT };
}
