import type { MatchEvidence } from '../../../ports/search.ts';
import { findSorted, frequencyOf, NOT_FOUND } from './postings.ts';
import type { Candidate } from './score-segment.ts';
import type { Segment } from './segment.ts';
import type { WeightedTerm } from './weighted-terms.ts';

const TOKENS_SHOWN = 8;

function inAnyRow(segment: Segment, position: number, chunk: number): boolean {
  for (let row = segment.rowStarts[chunk] ?? 0; row < (segment.rowStarts[chunk + 1] ?? 0); row += 1) {
    if (frequencyOf(segment.questions, position, row) > 0) return true;
  }
  return false;
}

function heaviest(terms: readonly WeightedTerm[]): string[] {
  return terms
    .toSorted((left, right) => right.idf * right.weight - left.idf * left.weight)
    .slice(0, TOKENS_SHOWN)
    .map(({ token }) => token);
}

/** How a candidate and the query cover each other. Filler words count neither way in the query's coverage. */
export function matchEvidence(candidate: Candidate, terms: readonly WeightedTerm[], selfScore: number): MatchEvidence {
  const { segment, chunk, row } = candidate;
  const matched: WeightedTerm[] = [];
  const missing: WeightedTerm[] = [];
  let mass = 0;
  let found = 0;
  let foundInRow = 0;
  let rowShared = 0;
  for (const term of terms) {
    const position = findSorted(segment.terms, term.hash);
    const known = position !== NOT_FOUND;
    const inRow = known ? frequencyOf(segment.questions, position, row) : 0;
    rowShared += inRow * term.idf;
    if (term.answerWeight === 0) continue;
    const weight = term.repeats * term.idf * term.weight;
    mass += weight;
    const anywhere =
      inRow > 0 || (known && (frequencyOf(segment.answers, position, chunk) > 0 || inAnyRow(segment, position, chunk)));
    if (inRow > 0) foundInRow += weight;
    if (anywhere) found += weight;
    (anywhere ? matched : missing).push(term);
  }
  const rowMass = segment.rowMasses[row] ?? 0;
  return {
    selfScore,
    cosine: candidate.cosine,
    queryCoverage: mass > 0 ? found / mass : 0,
    questionCoverage: mass > 0 ? foundInRow / mass : 0,
    phrasingCoverage: rowMass > 0 ? Math.min(1, rowShared / rowMass) : 0,
    missing: heaviest(missing),
    matched: heaviest(matched),
  };
}
