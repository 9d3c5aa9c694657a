import type { ConfidenceMap } from './confidence.ts';
import { featureRow } from './confidence-features.ts';
import { fitLogistic, type LogisticModel, type Observation, predict } from './fit-logistic.ts';

/** What became of an answer whose confidence was measured. */
export interface AnswerOutcome {
  /** Features as they were measured. */
  readonly features: Readonly<Record<string, number>>;
  /** Whether the best passage was the answer: known, never guessed. */
  readonly right: boolean;
  /** How much it counts; 1 when absent. */
  readonly weight?: number;
}

/** A tenant's own map and how much better it is than the one before. */
export interface RefittedMap {
  readonly map: ConfidenceMap;
  /** Outcomes it was fitted on. */
  readonly outcomes: number;
  /** Mean logarithmic loss of the map before and of this one, on outcomes that neither was fitted on. */
  readonly errorBefore: number;
  readonly errorAfter: number;
}

/** Fewer outcomes say more about chance than about the tenant. */
const FEWEST_OUTCOMES = 80;
/** Of those that were right, and of those that were wrong. */
const FEWEST_OF_EACH = 15;
const FOLDS = 5;
/** The map before counts as much as this many outcomes; which, is chosen on outcomes left out. */
const PRIOR_OUTCOMES = [5, 20, 80, 320];
/** Better by less than this is chance. */
const LEAST_GAIN = 0.002;
const SURE = 1e-6;

function meanLoss(model: LogisticModel, observations: readonly Observation[]): number {
  let loss = 0;
  let total = 0;
  for (const { features, right, weight } of observations) {
    const probability = Math.min(1 - SURE, Math.max(SURE, predict(model, features)));
    loss -= weight * Math.log(right ? probability : 1 - probability);
    total += weight;
  }
  return loss / total;
}

function fit(shipped: ConfidenceMap, observations: readonly Observation[], prior: number): LogisticModel {
  return fitLogistic(observations, prior / observations.length, shipped.model);
}

/** Mean loss on each fold of the model fitted on the others; folds go round, so that early and late outcomes are in each. */
function lossLeftOut(shipped: ConfidenceMap, observations: readonly Observation[], prior: number): number {
  let loss = 0;
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const inFold = (_: Observation, index: number): boolean => index % FOLDS === fold;
    const others = observations.filter((each, index) => !inFold(each, index));
    loss += meanLoss(fit(shipped, others, prior), observations.filter(inFold)) / FOLDS;
  }
  return loss;
}

/**
 * Fits a map to a tenant's own outcomes, held to the shipped one the more strongly the fewer they are. Undefined while there
 * are too few, or when it would not be better on outcomes left out: then the shipped map stays.
 */
export function refitMap(shipped: ConfidenceMap, outcomes: readonly AnswerOutcome[]): RefittedMap | undefined {
  const observations = outcomes.flatMap(({ features, right, weight = 1 }): Observation[] => {
    const row = featureRow(features, shipped.kind);
    return row ? [{ features: row, right, weight }] : [];
  });
  const right = observations.filter((each) => each.right).length;
  const fewest = Math.min(right, observations.length - right);
  if (observations.length < FEWEST_OUTCOMES || fewest < FEWEST_OF_EACH) return undefined;
  const tried = PRIOR_OUTCOMES.map((prior) => ({ prior, loss: lossLeftOut(shipped, observations, prior) }));
  const best = tried.reduce((least, each) => (each.loss < least.loss ? each : least));
  const errorBefore = meanLoss(shipped.model, observations);
  if (errorBefore - best.loss < LEAST_GAIN) return undefined;
  return {
    map: {
      ...shipped,
      version: `${shipped.version}+${observations.length}`,
      model: fit(shipped, observations, best.prior),
    },
    outcomes: observations.length,
    errorBefore,
    errorAfter: best.loss,
  };
}
