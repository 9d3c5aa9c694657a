import type { MatchEvidence } from '../../../ports/search.ts';
import type { PassageCounts } from './passage-counts.ts';
import type { PassageScore } from './score-passage.ts';
import type { WeighedQuery } from './weigh-query.ts';
import type { WeightedTerm } from './weighted-term.ts';

const TOKENS_SHOWN = 8;

function heaviest(terms: readonly WeightedTerm[]): string[] {
  return terms
    .toSorted((left, right) => right.idf * right.weight - left.idf * left.weight)
    .slice(0, TOKENS_SHOWN)
    .map(({ token }) => token);
}

/** How a passage and the query cover each other. Filler words count neither way in the query's coverage. */
export function matchEvidence(
  passage: PassageCounts,
  { terms, selfScore }: WeighedQuery,
  { row, cosine }: Pick<PassageScore, 'row' | 'cosine'>,
): MatchEvidence {
  const nearest = passage.rows[row];
  const matched: WeightedTerm[] = [];
  const missing: WeightedTerm[] = [];
  let mass = 0;
  let found = 0;
  let foundInRow = 0;
  let rowShared = 0;
  terms.forEach((term, index) => {
    const inRow = nearest?.frequencies[index] ?? 0;
    rowShared += inRow * term.idf;
    if (term.answerWeight === 0) return;
    const weight = term.repeats * term.idf * term.weight;
    mass += weight;
    const anywhere =
      (passage.answer.frequencies[index] ?? 0) > 0 ||
      passage.rows.some(({ frequencies }) => (frequencies[index] ?? 0) > 0);
    if (inRow > 0) foundInRow += weight;
    if (anywhere) found += weight;
    (anywhere ? matched : missing).push(term);
  });
  const rowMass = nearest?.mass ?? 0;
  return {
    selfScore,
    cosine,
    queryCoverage: mass > 0 ? found / mass : 0,
    questionCoverage: mass > 0 ? foundInRow / mass : 0,
    phrasingCoverage: rowMass > 0 ? Math.min(1, rowShared / rowMass) : 0,
    missingCodes: missing.filter(({ exact }) => exact === 'code').length,
    missingQuantities: missing.filter(({ exact }) => exact === 'quantity').length,
    missing: heaviest(missing),
    matched: heaviest(matched),
  };
}
