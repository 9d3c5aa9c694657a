import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { calibrate } from '../../../bench/retrieval/calibration.ts';
import { fitConfidence } from '../../../bench/retrieval/fit-confidence-model.ts';
import { readFaqSets } from '../../../bench/retrieval/faq-set.ts';
import { type LabelledAnswer, labelAnswers } from '../../../bench/retrieval/labelled-answers.ts';
import { meanRanking, type Ranking, rankSet } from '../../../bench/retrieval/ranking.ts';
import { EmbeddedSearch } from '../../../server/adapters/search/embedded/embedded-search.ts';
import { SHIPPED_CONFIDENCE_MAP } from '../../../server/modules/knowledge/confidence.ts';

/** The seven sets written for this project; the bench measures on sets that nothing was fitted on. */
const sets = readFaqSets(fileURLToPath(new URL('../../../bench/fit-data', import.meta.url)));

describe('retrieval over the written sets', () => {
  const rankings: Ranking[] = [];
  const answers: LabelledAnswer[] = [];

  beforeAll(async () => {
    for (const set of sets) {
      const index = new EmbeddedSearch();
      rankings.push(await rankSet(index, set));
      answers.push(...(await labelAnswers(index, set)));
    }
  });

  it('has all seven sets', () => {
    expect(sets.map(({ name }) => name)).toEqual([
      'appliance',
      'b2bparts',
      'clinicshop',
      'ev',
      'saas',
      'school',
      'shop',
    ]);
  });

  it('finds no fewer than it did', () => {
    const mean = meanRanking('mean', rankings);
    expect(mean.first).toBeGreaterThanOrEqual(60);
    expect(mean.firstThree).toBeGreaterThanOrEqual(77);
    expect(mean.firstTen).toBeGreaterThanOrEqual(88.5);
    expect(mean.meanReciprocal).toBeGreaterThanOrEqual(0.7);
  });

  it('ships the map that these sets give: run fit:confidence after a change of tokens or scores', () => {
    const { weights, intercept } = fitConfidence(answers);
    expect(SHIPPED_CONFIDENCE_MAP.model.intercept).toBeCloseTo(intercept, 3);
    weights.forEach((weight, index) => expect(SHIPPED_CONFIDENCE_MAP.model.weights[index]).toBeCloseTo(weight, 2));
  });

  it('is right at 0.75 as often as it says, on sets left out of the fit', () => {
    const errors = sets.map(({ name }) => {
      const model = fitConfidence(answers.filter(({ set }) => set !== name));
      return calibrate(
        name,
        answers.filter(({ set }) => set === name),
        model,
      );
    });
    const mean = (pick: (row: (typeof errors)[number]) => number): number =>
      errors.reduce((sum, row) => sum + pick(row), 0) / errors.length;
    expect(mean(({ precision }) => precision)).toBeGreaterThanOrEqual(88);
    expect(mean(({ falseReplies }) => falseReplies)).toBeLessThanOrEqual(8);
    expect(mean(({ calibrationError }) => calibrationError)).toBeLessThanOrEqual(7);
  });
});
