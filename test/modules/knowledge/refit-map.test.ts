import { describe, expect, it } from 'vitest';
import { SHIPPED_MAPS } from '../../../server/modules/knowledge/confidence.ts';
import { FEATURE_NAMES } from '../../../server/modules/knowledge/confidence-features.ts';
import { predict } from '../../../server/modules/knowledge/fit-logistic.ts';
import { type AnswerOutcome, refitMap } from '../../../server/modules/knowledge/refit-map.ts';
import { randomNumbers } from '../../support/random-numbers.ts';

const shipped = SHIPPED_MAPS.keywords;

/** Outcomes of a tenant where an answer is right with a probability that is the shipped one moved by `shift` in log odds. */
function outcomes(count: number, shift: number, seed = 3): AnswerOutcome[] {
  const random = randomNumbers(seed);
  return Array.from({ length: count }, () => {
    const row = shipped.model.means.map(
      (mean, at) => mean + (random() - 0.5) * 4 * (shipped.model.deviations[at] ?? 0),
    );
    const probability = predict({ ...shipped.model, intercept: shipped.model.intercept + shift }, row);
    const features = Object.fromEntries(FEATURE_NAMES.keywords.map((name, at) => [name, row[at] ?? 0]));
    return { features, right: random() < probability };
  });
}

function meanError(model: typeof shipped.model, of: readonly AnswerOutcome[]): number {
  const predicted = of.map(({ features }) =>
    predict(
      model,
      FEATURE_NAMES.keywords.map((name) => features[name] ?? 0),
    ),
  );
  const right = of.filter((each) => each.right).length / of.length;
  return Math.abs(predicted.reduce((sum, each) => sum + each, 0) / of.length - right);
}

describe("refitting a map to a tenant's outcomes", () => {
  it('moves it to where the tenant is, so that it is right on outcomes to come', () => {
    const refitted = refitMap(shipped, outcomes(400, -1.2));
    const later = outcomes(2000, -1.2, 77);
    expect(refitted?.outcomes).toBe(400);
    expect(refitted?.errorAfter).toBeLessThan(refitted?.errorBefore ?? 0);
    expect(meanError(shipped.model, later)).toBeGreaterThan(0.1);
    expect(meanError(refitted?.map.model ?? shipped.model, later)).toBeLessThan(0.05);
    expect(refitted?.map).toMatchObject({ kind: 'keywords', features: shipped.features });
    expect(refitted?.map.version).not.toBe(shipped.version);
  });

  it('keeps the shipped map while there are few outcomes, or of one kind only', () => {
    expect(refitMap(shipped, outcomes(60, -1.2))).toBeUndefined();
    expect(
      refitMap(
        shipped,
        outcomes(300, -1.2).map((each) => ({ ...each, right: true })),
      ),
    ).toBeUndefined();
    expect(refitMap(shipped, [])).toBeUndefined();
  });

  it('keeps the shipped map where it is as good', () => {
    expect(refitMap(shipped, outcomes(150, 0, 5))).toBeUndefined();
  });

  it('leaves out outcomes that were measured without the features of the map', () => {
    const known = outcomes(400, -1.2);
    expect(refitMap(SHIPPED_MAPS.meaning, known)).toBeUndefined();
    const foreign = known.map(({ right }) => ({ features: { other: 1 }, right }));
    expect(refitMap(shipped, [...known, ...foreign])?.outcomes).toBe(400);
  });
});
