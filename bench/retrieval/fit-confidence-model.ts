import { featureRow, type MapKind } from '../../server/modules/knowledge/confidence-features.ts';
import { fitLogistic, type LogisticModel } from '../../server/modules/knowledge/fit-logistic.ts';
import type { LabelledAnswer } from './labelled-answers.ts';

/** Light: thousands of observations hold eight weights well enough. */
const RIDGE = 0.0001;
const DIGITS = 6;

/** Fits a map on labelled answers; questions that found nothing have confidence 0 and are left out. */
export function fitConfidence(answers: readonly LabelledAnswer[], kind: MapKind = 'keywords'): LogisticModel {
  const found = answers.flatMap(({ features, right, weight }) => {
    const row = features && featureRow({ ...features }, kind);
    return row ? [{ features: row, right, weight }] : [];
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
