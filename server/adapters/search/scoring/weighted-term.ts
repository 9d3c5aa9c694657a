import type { QueryTerm } from '../../../ports/search.ts';

/** A term of a query with its idf among the tenant's passages. */
export interface WeightedTerm extends QueryTerm {
  readonly hash: number;
  readonly idf: number;
}

/** A term's component of the query's tf-idf vector. */
export function vectorWeight(term: WeightedTerm): number {
  return (1 + Math.log(term.repeats)) * term.idf * term.weight;
}

/** A token's component of a passage's tf-idf vector. */
export function frequencyWeight(frequency: number): number {
  return frequency === 1 ? 1 : 1 + Math.log(frequency);
}
