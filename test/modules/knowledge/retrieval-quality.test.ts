import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { calibrate } from '../../../bench/retrieval/calibration.ts';
import { fitConfidence } from '../../../bench/retrieval/fit-confidence-model.ts';
import { readFaqSets } from '../../../bench/retrieval/faq-set.ts';
import { labelEveryForm, labelJoined } from '../../../bench/retrieval/joined-set.ts';
import { asDocument, DOCUMENT_FORMS } from '../../../bench/retrieval/document-set.ts';
import { type LabelledAnswer, labelAnswers } from '../../../bench/retrieval/labelled-answers.ts';
import { loadSet } from '../../../bench/retrieval/load-set.ts';
import { meanRanking, type Ranking, rankSet } from '../../../bench/retrieval/ranking.ts';
import { VARIANTS } from '../../../bench/retrieval/variants.ts';
import { EmbeddedSearch } from '../../../server/adapters/search/embedded/embedded-search.ts';
import { BagEmbedder } from '../../support/bag-embedder.ts';
import { SHIPPED_MAPS } from '../../../server/modules/knowledge/confidence.ts';

/** The seven sets written for this project; the bench measures on sets that nothing was fitted on. */
const sets = readFaqSets(fileURLToPath(new URL('../../../bench/fit-data', import.meta.url)));

describe('retrieval over the written sets', () => {
  const rankings: Ranking[] = [];
  const apart: LabelledAnswer[] = [];
  const joined: LabelledAnswer[] = [];
  const typed = new Map<string, Ranking[]>();

  beforeAll(async () => {
    for (const set of sets) {
      const loaded = await loadSet(new EmbeddedSearch(), set);
      rankings.push(await rankSet(loaded));
      apart.push(...(await labelAnswers(loaded)));
      for (const { name, typed: type } of VARIANTS) {
        typed.set(name, [...(typed.get(name) ?? []), await rankSet(loaded, type)]);
      }
    }
    joined.push(...(await labelEveryForm(sets)));
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
    expect(mean.first).toBeGreaterThanOrEqual(63);
    expect(mean.firstThree).toBeGreaterThanOrEqual(78);
    expect(mean.firstTen).toBeGreaterThanOrEqual(88.5);
    expect(mean.meanReciprocal).toBeGreaterThanOrEqual(0.71);
  });

  it.each([
    ['homophone', 58],
    ['two swapped', 60],
    ['one dropped', 57],
    ['full width', 60],
    ['traditional', 60],
    ['spaced and shouted', 60],
  ])('finds questions typed with %s', (name, floor) => {
    expect(meanRanking(name, typed.get(name) ?? []).first).toBeGreaterThanOrEqual(floor);
  });

  it('ships the map that these sets give: run fit:confidence after a change of tokens or scores', () => {
    const { weights, intercept } = fitConfidence(joined);
    expect(SHIPPED_MAPS.keywords.model.intercept).toBeCloseTo(intercept, 3);
    weights.forEach((weight, index) => expect(SHIPPED_MAPS.keywords.model.weights[index]).toBeCloseTo(weight, 2));
  });

  it.each(DOCUMENT_FORMS.filter(({ name }) => name.includes('no headings')))(
    'does not take running text for an answer to everything: $name',
    async (form) => {
      const documents = await Promise.all(sets.map((set) => asDocument(set, form)));
      const judged = calibrate(form.name, await labelJoined(new EmbeddedSearch(), documents), SHIPPED_MAPS.keywords);
      expect(judged.precision).toBeGreaterThanOrEqual(85);
      expect(judged.coverage).toBeGreaterThanOrEqual(12);
      expect(judged.falseReplies).toBeLessThanOrEqual(6);
    },
  );

  it('is right at 0.75 as often as it says, on sets left out of the fit', () => {
    const errors = sets.map(({ name }) => {
      const model = fitConfidence(joined.filter(({ set }) => set !== name));
      return calibrate(
        name,
        apart.filter(({ set }) => set === name),
        { kind: 'keywords', model },
      );
    });
    const mean = (pick: (row: (typeof errors)[number]) => number): number =>
      errors.reduce((sum, row) => sum + pick(row), 0) / errors.length;
    expect(mean(({ precision }) => precision)).toBeGreaterThanOrEqual(88);
    expect(mean(({ falseReplies }) => falseReplies)).toBeLessThanOrEqual(8);
    // A map fitted on all together is too modest where a set stands by itself.
    expect(mean(({ calibrationError }) => calibrationError)).toBeLessThanOrEqual(9);
  });

  it('gains from vectors of a model that knows what is asked, also where words are lost', async () => {
    const [set] = sets;
    if (!set) throw new Error('no set');
    const meant = new Map(set.questions.map(({ q, gold }) => [q, gold[0] ?? q]));
    for (const { id, q } of set.entries) meant.set(q, id);
    const knowing = new BagEmbedder((text) => meant.get(text) ?? text);
    const byWords = rankings.find(({ set: name }) => name === set.name)?.first ?? 0;
    expect(byWords).toBeLessThan(70);
    expect((await rankSet(await loadSet(new EmbeddedSearch(), set, knowing))).first).toBeGreaterThan(95);
  });
});
