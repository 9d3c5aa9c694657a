import { fileURLToPath } from 'node:url';
import { checkFacts } from '../server/modules/answer/fact-check.ts';
import { type Alteration, alterDraft } from './facts/alter-draft.ts';
import { seededRandom } from './facts/random.ts';
import { rewordDraft } from './facts/reword-draft.ts';
import { readFaqSets } from './retrieval/faq-set.ts';

/**
 * Measures the fact gate on answers of a folder of question-answer sets: facts altered by rule must be stopped, answers
 * word for word and reworded by rule must pass. `npm run bench -- fact-gate [folder] [--show]`, default bench/fit-data.
 */
const args = process.argv.slice(2);
const folder =
  args.find((argument) => !argument.startsWith('--')) ?? fileURLToPath(new URL('fit-data', import.meta.url));
const show = args.includes('--show');
const ALTERATIONS: readonly Alteration[] = ['digit', 'unit', 'code', 'date', 'name'];
const random = seededRandom(7);

const entries = readFaqSets(folder).flatMap((set) =>
  set.entries.flatMap(({ q, a }) => (a === undefined ? [] : [{ evidence: `${q}\n${a}`, answer: a }])),
);
const drafts = ALTERATIONS.flatMap((alteration) =>
  entries.flatMap(({ evidence, answer }) => {
    const altered = alterDraft(answer, alteration, random);
    return altered === undefined || evidence.includes(altered.to) ? [] : [{ evidence, ...altered }];
  }),
);

function percent(part: number, whole: number): string {
  return `${((part / Math.max(1, whole)) * 100).toFixed(1)} %`;
}

for (const alteration of ALTERATIONS) {
  const of = drafts.filter((draft) => draft.alteration === alteration);
  const passed = of.filter(({ text, evidence }) => checkFacts(text, [evidence]).verdict === 'sound');
  console.log(`${alteration}: ${of.length} altered, ${percent(of.length - passed.length, of.length)} stopped`);
  if (show) for (const { from, to, text } of passed) console.log(`  passed: ${from} → ${to} in ${text}`);
}
const stopped = drafts.filter(({ text, evidence }) => checkFacts(text, [evidence]).verdict !== 'sound').length;
console.log(`all: ${drafts.length} altered, ${percent(stopped, drafts.length)} stopped`);

const sound = entries.map(({ evidence, answer }, index) => ({
  evidence,
  text: index % 2 === 0 ? answer : rewordDraft(answer, random),
}));
const start = performance.now();
const wrong = sound.flatMap(({ text, evidence }) => {
  const check = checkFacts(text, [evidence]);
  return check.verdict === 'sound' ? [] : [{ text, check }];
});
const each = ((performance.now() - start) * 1000) / sound.length;
console.log(`unaltered: ${sound.length}, ${percent(wrong.length, sound.length)} stopped, ${each.toFixed(0)} µs each`);
if (show) for (const { text, check } of wrong) console.log(`  stopped: ${JSON.stringify(check.removed)} in ${text}`);
