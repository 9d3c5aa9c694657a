import { fileURLToPath } from 'node:url';
import { relativeVectors } from '../server/modules/embedding/relative-vectors.ts';
import { GapGroups } from '../server/modules/knowledge/gap-groups.ts';
import type { Embedder } from '../server/ports/embedder.ts';
import { randomNumbers } from '../test/support/random-numbers.ts';
import { benchEmbedder } from './retrieval/bench-embedder.ts';
import { type FaqSet, isAnswerable, readFaqSets } from './retrieval/faq-set.ts';

/**
 * Groups the questions of the written sets as gaps, by words and by meaning at several thresholds, and prints how well
 * questions of the same answer come together: `npm run bench -- fit-gaps` with KEFU_BENCH_EMBEDDER. Half of a set's entries
 * are the knowledge, the questions of the other half are the gaps.
 */
const DATA = fileURLToPath(new URL('fit-data', import.meta.url));
const THRESHOLDS = [0.28, 0.3, 0.32, 0.34, 0.36, 0.38, 0.4, 0.42, 0.46, 0.5];
const ORDERS = 3;
/** As much as the hub takes. */
const BACKGROUND = 400;
const NEVER = new AbortController().signal;

interface Asked {
  readonly text: string;
  readonly answer: string;
  readonly meaning: Float32Array | undefined;
}

async function gapsOf(set: FaqSet, half: number, embedder: Embedder): Promise<Asked[]> {
  const known = set.entries.filter((_entry, place) => place % 2 === half);
  const ids = new Set(known.map(({ id }) => id));
  const asked = set.questions.filter((each) => isAnswerable(each) && each.gold.every((id) => !ids.has(id)));
  const stored = known.flatMap(({ q, a = '' }) => [q, `${q}\n${a}`]);
  const vectors = await embedder.embed([...asked.map(({ q }) => q), ...stored], 'query', NEVER);
  const meanings = relativeVectors(
    new Map(asked.map(({ q }, place) => [q, vectors[place] ?? new Float32Array()])),
    inOrder(vectors, 1).slice(0, BACKGROUND),
  );
  return asked.map(({ q, gold }) => ({ text: q, answer: gold[0] ?? '', meaning: meanings.get(q) }));
}

function inOrder<Item>(items: readonly Item[], seed: number): Item[] {
  const random = randomNumbers(seed);
  return items
    .map((item) => ({ item, at: random() }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
}

/** Shares of one grouping: of pairs that have the same answer, and for the mean question of its group and of its answer's questions. */
function measure(asked: readonly Asked[], groups: GapGroups): readonly number[] {
  const members = new Map<string, Asked[]>();
  for (const each of asked) {
    const id = groups.join(each) ?? String(members.size);
    const group = members.get(id);
    if (group) group.push(each);
    else {
      members.set(id, [each]);
      groups.add(id, each.text, each.meaning ? [each.meaning] : []);
    }
  }
  let [pairs, rightPairs, precision, recall] = [0, 0, 0, 0];
  for (const group of members.values()) {
    for (const { answer } of group) {
      const right = group.filter((each) => each.answer === answer).length;
      pairs += group.length - 1;
      rightPairs += right - 1;
      precision += right / group.length / asked.length;
      recall += right / asked.filter((each) => each.answer === answer).length / asked.length;
    }
  }
  return [pairs === 0 ? 1 : rightPairs / pairs, precision, recall];
}

function line(name: string, sets: readonly (readonly Asked[])[], groupsOf: () => GapGroups): string {
  const runs = sets.flatMap((asked) =>
    Array.from({ length: ORDERS }, (_run, seed) => measure(inOrder(asked, seed + 1), groupsOf())),
  );
  const [pairs = 0, precision = 0, recall = 0] = [0, 1, 2].map(
    (place) => runs.reduce((sum, run) => sum + (run[place] ?? 0), 0) / runs.length,
  );
  const figures = [pairs, precision, recall, (2 * precision * recall) / (precision + recall)];
  return name.padEnd(12) + figures.map((value) => (100 * value).toFixed(1).padStart(11)).join('');
}

const embedder = benchEmbedder();
if (!embedder) throw new Error('KEFU_BENCH_EMBEDDER names no embedding model');
const sets: Asked[][] = [];
for (const set of readFaqSets(DATA)) {
  for (const half of [0, 1]) sets.push(await gapsOf(set, half, embedder));
}
console.log(`${'per cent'.padEnd(12)} right pairs  precision     recall         F1`);
const wordsAlone = sets.map((asked) => asked.map(({ text, answer }) => ({ text, answer, meaning: undefined })));
console.log(line('words', wordsAlone, () => new GapGroups()));
for (const least of THRESHOLDS) console.log(line(`meaning ${least}`, sets, () => new GapGroups(least)));
