import { fileURLToPath } from 'node:url';
import { EmbeddedSearch } from '../server/adapters/search/embedded/embedded-search.ts';
import { SHIPPED_CONFIDENCE_MAP } from '../server/modules/knowledge/confidence.ts';
import { type Calibration, calibrate } from './retrieval/calibration.ts';
import { readFaqSets } from './retrieval/faq-set.ts';
import { type LabelledAnswer, labelAnswers } from './retrieval/labelled-answers.ts';
import { measureLatency } from './retrieval/latency.ts';
import { meanRanking, type Ranking, rankSet } from './retrieval/ranking.ts';

/**
 * Measures retrieval on every labelled set of a folder: `npm run bench -- retrieval [folder] [--latency]`. The folder is
 * ../shared/data/eval beside the checkout unless an argument or KEFU_EVAL_DIR names another.
 */
const args = process.argv.slice(2);
const folder =
  args.find((argument) => !argument.startsWith('--')) ??
  process.env['KEFU_EVAL_DIR'] ??
  fileURLToPath(new URL('../../shared/data/eval', import.meta.url));

function cells(values: readonly number[], digits: number): string {
  return values.map((value) => value.toFixed(digits).padStart(9)).join('');
}

function rankingRow({ set, questions, first, firstThree, firstTen, meanReciprocal }: Ranking): string {
  return (
    set.padEnd(18) +
    String(questions).padStart(7) +
    cells([first, firstThree, firstTen], 1) +
    cells([meanReciprocal], 3)
  );
}

function calibrationRow(calibration: Calibration): string {
  const { precision, coverage, clarified, falseReplies, calibrationError, coverageAtNinety } = calibration;
  const handedOff = 100 - coverage - clarified;
  const figures = [precision, coverage, clarified, handedOff, falseReplies, calibrationError, coverageAtNinety];
  return calibration.set.padEnd(18) + cells(figures, 1);
}

const sets = readFaqSets(folder);
const rankings: Ranking[] = [];
const answers: LabelledAnswer[] = [];
console.log('Ranking            number      R@1      R@3     R@10      MRR');
for (const set of sets) {
  const index = new EmbeddedSearch();
  const ranking = await rankSet(index, set);
  rankings.push(ranking);
  console.log(rankingRow(ranking));
  answers.push(...(await labelAnswers(index, set)));
}
console.log(
  rankingRow(
    meanRanking(
      'mean without ev',
      rankings.filter(({ set }) => set !== 'ev'),
    ),
  ),
);

console.log(`\nShipped map ${SHIPPED_CONFIDENCE_MAP.version}, in per cent (ev was fitted on)`);
console.log('                     right  replied  clarify  handoff    false      ECE    at 90');
const { model } = SHIPPED_CONFIDENCE_MAP;
for (const { name } of sets) {
  console.log(
    calibrationRow(
      calibrate(
        name,
        answers.filter(({ set }) => set === name),
        model,
      ),
    ),
  );
}
console.log(
  calibrationRow(
    calibrate(
      'all without ev',
      answers.filter(({ set }) => set !== 'ev'),
      model,
    ),
  ),
);

if (args.includes('--latency')) {
  console.log('\nGenerated passages of 200 characters (milliseconds, MiB)');
  for (const passages of [1_000, 10_000, 100_000]) {
    const { loadSeconds, p50, p95, worst, memory } = await measureLatency(passages, { index: new EmbeddedSearch() });
    console.log(
      `${String(passages).padStart(7)} passages: load ${loadSeconds.toFixed(1)} s, p50 ${p50.toFixed(2)}, ` +
        `p95 ${p95.toFixed(2)}, worst ${worst.toFixed(2)}, memory ${memory.toFixed(0)}`,
    );
  }
}
