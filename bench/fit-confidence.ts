import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EmbeddedSearch } from '../server/adapters/search/embedded/embedded-search.ts';
import { FEATURE_NAMES, featureRow } from '../server/modules/knowledge/confidence-features.ts';
import { fitLogistic, type LogisticModel } from '../server/modules/knowledge/fit-logistic.ts';
import { type Calibration, calibrate } from './retrieval/calibration.ts';
import { readFaqSets } from './retrieval/faq-set.ts';
import { type LabelledAnswer, labelAnswers } from './retrieval/labelled-answers.ts';

/**
 * Fits the shipped confidence map on the seven sets written for this project (bench/fit-data) and writes it where the
 * hub reads it. Anyone can run it again: `npm run fit:confidence`; the same sets give the same map.
 */
const DATA = fileURLToPath(new URL('fit-data', import.meta.url));
const MAP = fileURLToPath(new URL('../server/modules/knowledge/confidence-map.json', import.meta.url));
const RIDGE = 0.0001;
const DIGITS = 6;

function fit(answers: readonly LabelledAnswer[]): LogisticModel {
  const found = answers.flatMap(({ features, right, weight }) =>
    features ? [{ features: featureRow(features), right, weight }] : [],
  );
  const model = fitLogistic(found, RIDGE);
  const round = (value: number): number => Number(value.toFixed(DIGITS));
  return {
    intercept: round(model.intercept),
    weights: model.weights.map(round),
    means: model.means.map(round),
    deviations: model.deviations.map(round),
  };
}

function line(calibration: Calibration): string {
  const { set, precision, coverage, falseReplies, calibrationError, coverageAtNinety } = calibration;
  const figures = [precision, coverage, falseReplies, calibrationError, coverageAtNinety];
  return set.padEnd(22) + figures.map((value) => value.toFixed(1).padStart(8)).join('');
}

const sets = readFaqSets(DATA);
const answers = (await Promise.all(sets.map((set) => labelAnswers(new EmbeddedSearch(), set)))).flat();
console.log('                        right% replied%  false%    ECE%  at 90 %');
for (const { name } of sets) {
  const others = fit(answers.filter(({ set }) => set !== name));
  console.log(
    line(
      calibrate(
        `${name} (left out)`,
        answers.filter(({ set }) => set === name),
        others,
      ),
    ),
  );
}
const model = fit(answers);
console.log(line(calibrate('all, fitted', answers, model)));
const fittedOn = sets.map(({ name }) => name);
const map = { version: `keywords-1-${answers.length}`, fittedOn, features: FEATURE_NAMES, model };
writeFileSync(MAP, `${JSON.stringify(map, null, 2)}\n`);
console.log(`written: ${MAP.split('/').slice(-4).join('/')}`);
