import type { ConfidenceMap } from '../../server/modules/knowledge/confidence.ts';
import { refitMap } from '../../server/modules/knowledge/refit-map.ts';
import { type ScoredAnswer, scoredBy } from './calibration.ts';
import type { LabelledAnswer } from './labelled-answers.ts';

/**
 * Refits a map on the answers to one half of each set's questions, as a tenant's outcomes would, and scores the other half
 * with it; then the other way round. A question and the same one with its answer taken away are in the same half.
 */
export function refitHalves(shipped: ConfidenceMap, answers: readonly LabelledAnswer[]): ScoredAnswer[] {
  const sets = Array.from(new Set(answers.map(({ set }) => set)));
  return sets.flatMap((name) => {
    const own = answers.filter(({ set }) => set === name);
    return [0, 1].flatMap((half) => {
      const known = own.filter(({ number }) => number % 2 === half);
      const map = refitMap(shipped, outcomesOf(known))?.map ?? shipped;
      return own.filter(({ number }) => number % 2 !== half).map((answer) => scoredBy(map, answer));
    });
  });
}

function outcomesOf(answers: readonly LabelledAnswer[]): Parameters<typeof refitMap>[1] {
  const total = answers.reduce((sum, { weight }) => sum + weight, 0);
  return answers.flatMap(({ features, right, weight }) =>
    features ? [{ features: { ...features }, right, weight: (weight * answers.length) / total }] : [],
  );
}
