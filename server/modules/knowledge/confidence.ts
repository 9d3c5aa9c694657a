import { z } from 'zod';
import type { SearchHit } from '../../ports/search.ts';
import {
  type ConfidenceFeatures,
  confidenceFeatures,
  FEATURE_NAMES,
  featureRow,
  type MapKind,
} from './confidence-features.ts';
import shippedKeywords from './confidence-map.json' with { type: 'json' };
import shippedMeaning from './confidence-map-meaning.json' with { type: 'json' };
import { predict } from './fit-logistic.ts';

/** A fitted map from features to the probability that the best passage answers the question. */
export const ConfidenceMap = z
  .object({
    /** Named in the trace, so that a turn can be replayed with the same map. */
    version: z.string(),
    /** By words alone, or by words and meaning. */
    kind: z.enum(['keywords', 'meaning']),
    features: z.array(z.string()),
    model: z.object({
      intercept: z.number(),
      weights: z.array(z.number()).readonly(),
      means: z.array(z.number()).readonly(),
      deviations: z.array(z.number()).readonly(),
    }),
  })
  .refine(({ kind, features }) => features.join() === FEATURE_NAMES[kind].join(), 'features of another build')
  .refine(
    ({ kind, model: { weights, means, deviations } }) =>
      [weights, means, deviations].every(({ length }) => length === FEATURE_NAMES[kind].length),
    'a number for each feature',
  );
export type ConfidenceMap = z.infer<typeof ConfidenceMap>;

/** The maps fitted on the written sets; a tenant with enough outcomes has its own. */
export const SHIPPED_MAPS: Readonly<Record<MapKind, ConfidenceMap>> = {
  keywords: ConfidenceMap.parse(shippedKeywords),
  meaning: ConfidenceMap.parse(shippedMeaning),
};

/** On what the shipped maps were fitted, and when. */
const Fit = z.object({ fittedAt: z.iso.date().transform((day) => new Date(day)), questions: z.number() });
export const SHIPPED_FITS: Readonly<Record<MapKind, z.infer<typeof Fit>>> = {
  keywords: Fit.parse(shippedKeywords),
  meaning: Fit.parse(shippedMeaning),
};

/** A tenant's own maps by the kind of shipped map they take the place of. */
export type OwnMaps = ReadonlyMap<string, ConfidenceMap>;

/** The map by meaning was fitted on this model's cosines; vectors of others order passages, but confidence rests on words. */
const FITTED_MODEL = /multilingual-e5-small/iu;

/** Which kind of map measures a question whose vector is of this space; absent: searched by words alone. */
export function mapKindFor(space: string | undefined): MapKind {
  return space !== undefined && FITTED_MODEL.test(space) ? 'meaning' : 'keywords';
}

/** A measured confidence with what it was measured from. */
export interface Confidence {
  /** Probability 0–1 that the best passage answers the question; 0 when nothing was found. */
  readonly value: number;
  readonly features: ConfidenceFeatures | null;
  readonly mapVersion: string;
}

/** What was asked and how, as far as confidence depends on it. */
export interface AskedHow {
  /** Terms of the question. */
  readonly terms: number;
  /** Space of the question's vector; absent: searched by words alone. */
  readonly space?: string;
  readonly ownMaps?: OwnMaps;
}

/** A passage that lacks a code of the question is right half of the time at most, however well the rest fits (written sets). */
const HIGHEST_WITHOUT_CODE = 0.5;
/** A quantity may only say which thing the customer has: rather asked back than answered. */
const HIGHEST_WITHOUT_QUANTITY = 0.7;

/** What a map makes of features; undefined when its kind needs what they lack. */
export function confidenceBy(
  { kind, model }: Pick<ConfidenceMap, 'kind' | 'model'>,
  features: ConfidenceFeatures,
): number | undefined {
  const row = featureRow({ ...features }, kind);
  if (!row) return undefined;
  const value = predict(model, row);
  if (features.missingCodes > 0) return Math.min(value, HIGHEST_WITHOUT_CODE);
  return features.missingQuantities > 0 ? Math.min(value, HIGHEST_WITHOUT_QUANTITY) : value;
}

/** Confidence in the best of some hits, which must be in order. */
export function measureConfidence(hits: readonly SearchHit[], { terms, space, ownMaps }: AskedHow): Confidence {
  const features = confidenceFeatures(hits, terms);
  const kind = features?.meaning === undefined ? 'keywords' : mapKindFor(space);
  const map = ownMaps?.get(kind) ?? SHIPPED_MAPS[kind];
  const value = features && confidenceBy(map, features);
  return { value: value ?? 0, features: features ?? null, mapVersion: map.version };
}
