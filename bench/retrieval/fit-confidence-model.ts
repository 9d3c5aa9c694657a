import { featureRow, type MapKind } from '../../server/modules/knowledge/confidence-features.ts';
import { fitLogistic, type LogisticModel } from '../../server/modules/knowledge/fit-logistic.ts';
import type { LabelledAnswer } from './labelled-answers.ts';

/** Light: thousands of observations hold eight weights well enough. */
const RIDGE = 0.0001;
const DIGITS = 6;

/**
 * Fits a map on labelled answers. Left out are questions that found nothing, whose confidence is 0, and those whose code or
 * quantity the passage lacks: they have a ceiling of their own.
 */
export function fitConfidence(answers: readonly LabelledAnswer[], kind: MapKind = 'keywords'): LogisticModel {
  const found = answers.flatMap(({ features, right, weight }) => {
    const row = features && featureRow({ ...features }, kind);
    return row && features?.missingCodes === 0 && features.missingQuantities === 0
      ? [{ features: row, right, weight }]
      : [];
  });
  const model = fitLogistic(found, RIDGE);
  const round = (value: number): number => Number(value.toFixed(DIGITS));
  return {
    intercept: round(model.intercept),
    weights: model.weights.map(round),
    means: model.means.map(round),
    deviations: model.deviations.map(round),
  };
}
