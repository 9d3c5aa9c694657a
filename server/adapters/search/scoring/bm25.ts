import type { PassageStatistics } from './passage-statistics.ts';
import type { WeightedTerm } from './weighted-term.ts';

/** Saturation and length normalisation of BM25, chosen on the written sets (0.8–1.2 and 0.6–0.9 are alike). */
const QUESTION_SATURATION = 1.2;
const ANSWER_SATURATION = 1.2;
const LENGTH_NORMALISATION = 0.75;
/** Weight of a term found in the answer only; the question keeps the last word. */
const ANSWER_WEIGHT = 0.8;
/** A term found in both counts its larger part in full and this share of the smaller one. */
const BOTH_FIELDS_SHARE = 0.4;

/**
 * Questions of no written set are shorter than this in the mean. What is shorter are headings, or nothing, and a query that
 * was measured by them would look answered by any text: by documents 90 % of the unanswerable were replied to.
 */
const SHORTEST_QUESTIONS = 20;

/** Mean lengths of both fields, at least 1. */
export interface MeanLengths {
  readonly row: number;
  readonly answer: number;
}

export function meanLengths(totals: Omit<PassageStatistics, 'holders'>): MeanLengths {
  return {
    row: Math.max(1, totals.rowTokens / Math.max(1, totals.rows)),
    answer: Math.max(1, totals.answerTokens / Math.max(1, totals.answers)),
  };
}

/** What is added to a frequency in the denominator: it grows with the field's length. */
export function questionDamping(length: number, mean: number): number {
  return QUESTION_SATURATION * (1 - LENGTH_NORMALISATION + (LENGTH_NORMALISATION * length) / mean);
}

export function answerDamping(length: number, mean: number): number {
  return ANSWER_SATURATION * (1 - LENGTH_NORMALISATION + (LENGTH_NORMALISATION * length) / mean);
}

/** The most a term can add in the question field; times frequency / (frequency + damping). */
export function questionCeiling(term: WeightedTerm): number {
  return term.weight * term.repeats * term.idf * (QUESTION_SATURATION + 1);
}

/** The same in the answer field. */
export function answerCeiling(term: WeightedTerm): number {
  return ANSWER_WEIGHT * term.answerWeight * term.repeats * term.idf * (ANSWER_SATURATION + 1);
}

/** What an answer adds to a passage whose question already earned `inQuestion` for the same term. */
export function answerExtra(inAnswer: number, inQuestion: number): number {
  return inAnswer - (1 - BOTH_FIELDS_SHARE) * Math.min(inAnswer, inQuestion);
}

/** Score of a question equal to the query. */
export function selfScore(terms: readonly WeightedTerm[], mean: number): number {
  let length = 0;
  for (const term of terms) length += term.repeats;
  const damping = questionDamping(length, Math.max(mean, SHORTEST_QUESTIONS));
  let score = 0;
  for (const term of terms) score += (questionCeiling(term) * term.repeats) / (term.repeats + damping);
  return score;
}
