import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { type Alteration, alterDraft } from '../../../bench/facts/alter-draft.ts';
import { seededRandom } from '../../../bench/facts/random.ts';
import { rewordDraft } from '../../../bench/facts/reword-draft.ts';
import { readFaqSets } from '../../../bench/retrieval/faq-set.ts';
import { checkFacts } from '../../../server/modules/answer/fact-check.ts';

/** Answers of seven trades, of which every second one is used. */
const ENTRIES = readFaqSets(fileURLToPath(new URL('../../../bench/fit-data', import.meta.url))).flatMap(({ entries }) =>
  entries.flatMap(({ q, a }, index) =>
    a === undefined || index % 2 === 1 ? [] : [{ evidence: `${q}\n${a}`, answer: a }],
  ),
);
const ALTERATIONS: readonly Alteration[] = ['digit', 'unit', 'code', 'date', 'name'];

describe('the fact gate on whole answers', () => {
  const random = seededRandom(41);
  const altered = ALTERATIONS.flatMap((alteration) =>
    ENTRIES.flatMap(({ evidence, answer }) => {
      const draft = alterDraft(answer, alteration, random);
      return draft === undefined || evidence.includes(draft.to) ? [] : [{ evidence, ...draft }];
    }),
  );

  it('stops 99 of 100 answers with one fact altered', () => {
    expect(altered.length).toBeGreaterThan(500);
    for (const alteration of ALTERATIONS) {
      expect(altered.filter((draft) => draft.alteration === alteration).length, `${alteration}`).toBeGreaterThan(15);
    }
    const passed = altered.filter(({ text, evidence }) => checkFacts(text, [evidence]).verdict === 'sound');
    expect(passed.length / altered.length).toBeLessThanOrEqual(0.01);
  });

  it('lets 98 of 100 sound answers through, word for word and reworded', () => {
    const sound = ENTRIES.map(({ evidence, answer }, index) => ({
      evidence,
      text: index % 2 === 0 ? answer : rewordDraft(answer, random),
    }));
    const stopped = sound.filter(({ text, evidence }) => checkFacts(text, [evidence]).verdict !== 'sound');
    expect(sound.length).toBeGreaterThan(300);
    expect(stopped.length / sound.length).toBeLessThanOrEqual(0.02);
  });
});
