import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EmbeddedSearch } from '../server/adapters/search/embedded/embedded-search.ts';
import { FEATURE_NAMES } from '../server/modules/knowledge/confidence-features.ts';
import { type Calibration, calibrate } from './retrieval/calibration.ts';
import { readFaqSets } from './retrieval/faq-set.ts';
import { fitConfidence } from './retrieval/fit-confidence-model.ts';
import { labelAnswers } from './retrieval/labelled-answers.ts';

/**
 * Fits the shipped confidence map on the seven sets written for this project (bench/fit-data) and writes it where the
 * hub reads it. Anyone can run it again: `npm run fit:confidence`; the same sets give the same map.
 */
const DATA = fileURLToPath(new URL('fit-data', import.meta.url));
const MAP = fileURLToPath(new URL('../server/modules/knowledge/confidence-map.json', import.meta.url));
const LINE_WIDTH = 120;

/** JSON as the formatter wants it: an array that fits on its line stays there. */
function formatted(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replace(
    /^( *"\w+": )\[\n([^[\]]*?)\n *\]/gmu,
    (whole, key: string, items: string) => {
      const inline = `${key}[${items
        .split('\n')
        .map((item) => item.trim())
        .join(' ')}]`;
      return inline.length < LINE_WIDTH ? inline : whole;
    },
  );
  return `${text}\n`;
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
  const others = fitConfidence(answers.filter(({ set }) => set !== name));
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
const model = fitConfidence(answers);
console.log(line(calibrate('all, fitted', answers, model)));
const fittedOn = sets.map(({ name }) => name);
const map = { version: `keywords-1-${answers.length}`, fittedOn, features: FEATURE_NAMES, model };
writeFileSync(MAP, formatted(map));
console.log(`written: ${MAP.split('/').slice(-4).join('/')}`);
