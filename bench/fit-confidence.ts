import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EmbeddedSearch } from '../server/adapters/search/embedded/embedded-search.ts';
import { FEATURE_NAMES, type MapKind } from '../server/modules/knowledge/confidence-features.ts';
import type { Embedder } from '../server/ports/embedder.ts';
import { benchEmbedder } from './retrieval/bench-embedder.ts';
import { type Calibration, calibrate } from './retrieval/calibration.ts';
import { readFaqSets } from './retrieval/faq-set.ts';
import { fitConfidence } from './retrieval/fit-confidence-model.ts';
import { labelEveryForm, labelJoined } from './retrieval/joined-set.ts';
import type { LabelledAnswer } from './retrieval/labelled-answers.ts';

/**
 * Fits the shipped confidence maps on the seven sets written for this project (bench/fit-data), joined into one
 * (joined-set.ts), and writes them where the hub reads them: the one by words on tables and documents, the one with meaning on
 * tables alone. Anyone can run it again: `npm run fit:confidence`; the same sets give the same maps but for their date. The map
 * with meaning is fitted when KEFU_BENCH_EMBEDDER names an embedding model (bench/retrieval/bench-embedder.ts), else it stays.
 */
const DATA = fileURLToPath(new URL('fit-data', import.meta.url));
const FILES: Record<MapKind, string> = {
  keywords: 'confidence-map.json',
  meaning: 'confidence-map-meaning.json',
};
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

async function fit(kind: MapKind, embedder?: Embedder): Promise<void> {
  const sets = readFaqSets(DATA);
  const answers = embedder ? await labelJoined(new EmbeddedSearch(), sets, embedder) : await labelEveryForm(sets);
  console.log(`${kind.padEnd(22)}  right% replied%  false%    ECE%  at 90 %`);
  for (const { name } of sets) {
    const of = (wanted: boolean): LabelledAnswer[] => answers.filter(({ set }) => (set === name) === wanted);
    console.log(line(calibrate(`${name} (left out)`, of(true), { kind, model: fitConfidence(of(false), kind) })));
  }
  const model = fitConfidence(answers, kind);
  console.log(line(calibrate('all, fitted', answers, { kind, model })));
  const map = {
    version: `${kind}-6-${answers.length}`,
    kind,
    fittedAt: new Date().toISOString().slice(0, 10),
    questions: answers.length,
    fittedOn: sets.map(({ name }) => name),
    features: FEATURE_NAMES[kind],
    model,
  };
  const file = fileURLToPath(new URL(`../server/modules/knowledge/${FILES[kind]}`, import.meta.url));
  writeFileSync(file, formatted(map));
  console.log(`written: ${FILES[kind]}\n`);
}

await fit('keywords');
const embedder = benchEmbedder();
if (embedder) await fit('meaning', embedder);
else console.log('KEFU_BENCH_EMBEDDER names no embedding model: the map by words and meaning stays as it is');
