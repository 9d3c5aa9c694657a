import { z } from 'zod';
import type { SearchHit } from '../../ports/search.ts';
import { type ConfidenceFeatures, confidenceFeatures, FEATURE_NAMES, featureRow } from './confidence-features.ts';
import shipped from './confidence-map.json' with { type: 'json' };
import { predict } from './fit-logistic.ts';

const numbers = z.array(z.number()).length(FEATURE_NAMES.length);

/** A fitted map from features to the probability that the best passage answers the question. */
export const ConfidenceMap = z.object({
  /** Named in the trace, so that a turn can be replayed with the same map. */
  version: z.string(),
  features: z.array(z.string()).refine((names) => names.join() === FEATURE_NAMES.join(), 'features of another build'),
  model: z.object({ intercept: z.number(), weights: numbers, means: numbers, deviations: numbers }),
});
export type ConfidenceMap = z.infer<typeof ConfidenceMap>;

/** The map fitted on the written sets; a tenant with enough outcomes has its own. */
export const SHIPPED_CONFIDENCE_MAP: ConfidenceMap = ConfidenceMap.parse(shipped);

/** A measured confidence with what it was measured from. */
export interface Confidence {
  /** Probability 0–1 that the best passage answers the question; 0 when nothing was found. */
  readonly value: number;
  readonly features: ConfidenceFeatures | null;
  readonly mapVersion: string;
}

/** Confidence in the best of some hits, which must be in order; `terms` is the number of terms of the question. */
export function measureConfidence(
  hits: readonly SearchHit[],
  terms: number,
  map: ConfidenceMap = SHIPPED_CONFIDENCE_MAP,
): Confidence {
  const features = confidenceFeatures(hits, terms);
  return {
    value: features ? predict(map.model, featureRow(features)) : 0,
    features: features ?? null,
    mapVersion: map.version,
  };
}
