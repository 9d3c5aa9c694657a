import type { QueryTerm } from '../../../ports/search.ts';
import { holdersOf, inverseFrequency } from './inverse-frequency.ts';
import type { Segment } from './segment.ts';
import { tokenHash } from './token-hash.ts';

/** A term of a query with its idf among the tenant's passages. */
export interface WeightedTerm extends QueryTerm {
  readonly hash: number;
  readonly idf: number;
}

/** Looks up each term's idf once for all segments. */
export function weighTerms(terms: readonly QueryTerm[], segments: readonly Segment[], chunks: number): WeightedTerm[] {
  return terms.map((term) => {
    const hash = tokenHash(term.token);
    return { ...term, hash, idf: inverseFrequency(holdersOf(segments, hash), chunks) };
  });
}

/** Length of the query's tf-idf vector. */
export function queryNorm(terms: readonly WeightedTerm[]): number {
  let sum = 0;
  for (const term of terms) sum += vectorWeight(term) ** 2;
  return Math.sqrt(sum);
}

/** A term's component of the query's tf-idf vector. */
export function vectorWeight(term: WeightedTerm): number {
  return (1 + Math.log(term.repeats)) * term.idf * term.weight;
}
