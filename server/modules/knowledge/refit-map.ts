import { expectedCalibrationError, reliabilityBins } from '../calibration/reliability.ts';
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
  /** Expected calibration error of both on the same outcomes, 0–1. */
  readonly calibrationBefore: number;
  readonly calibrationAfter: number;
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

/** Mean logarithmic loss of probabilities, one an observation. */
function meanLoss(probabilities: readonly number[], observations: readonly Observation[]): number {
  let loss = 0;
  let total = 0;
  observations.forEach(({ right, weight }, index) => {
    const probability = Math.min(1 - SURE, Math.max(SURE, probabilities[index] ?? 0));
    loss -= weight * Math.log(right ? probability : 1 - probability);
    total += weight;
  });
  return loss / total;
}

/** Expected calibration error of probabilities, one an observation. */
function calibrationError(probabilities: readonly number[], observations: readonly Observation[]): number {
  const measured = observations.map(({ right }, index) => ({ confidence: probabilities[index] ?? 0, right }));
  return expectedCalibrationError(reliabilityBins(measured)) ?? 0;
}

function fit(shipped: ConfidenceMap, observations: readonly Observation[], prior: number): LogisticModel {
  return fitLogistic(observations, prior / observations.length, shipped.model);
}

/** What the model fitted on the other folds says of each observation; folds go round, so that early and late ones are in each. */
function saidLeftOut(shipped: ConfidenceMap, observations: readonly Observation[], prior: number): number[] {
  const models = Array.from({ length: FOLDS }, (_, fold) =>
    fit(
      shipped,
      observations.filter((_each, index) => index % FOLDS !== fold),
      prior,
    ),
  );
  return observations.map(({ features }, index) => predict(models[index % FOLDS] ?? shipped.model, features));
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
  const tried = PRIOR_OUTCOMES.map((prior) => {
    const said = saidLeftOut(shipped, observations, prior);
    return { prior, said, loss: meanLoss(said, observations) };
  });
  const best = tried.reduce((least, each) => (each.loss < least.loss ? each : least));
  const saidBefore = observations.map(({ features }) => predict(shipped.model, features));
  const errorBefore = meanLoss(saidBefore, observations);
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
    calibrationBefore: calibrationError(saidBefore, observations),
    calibrationAfter: calibrationError(best.said, observations),
  };
}
