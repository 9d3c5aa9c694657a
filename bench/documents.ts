import { fileURLToPath } from 'node:url';
import { EmbeddedSearch } from '../server/adapters/search/embedded/embedded-search.ts';
import { estimateTokens } from '../server/modules/answer/token-estimate.ts';
import { SHIPPED_MAPS } from '../server/modules/knowledge/confidence.ts';
import { benchEmbedder } from './retrieval/bench-embedder.ts';
import { calibrate } from './retrieval/calibration.ts';
import { asDocument, DOCUMENT_FORMS } from './retrieval/document-set.ts';
import { type FaqSet, isAnswerable, readFaqSets } from './retrieval/faq-set.ts';
import { labelJoined } from './retrieval/joined-set.ts';
import { type LoadedSet, loadSet } from './retrieval/load-set.ts';
import { meanRanking, rankSet } from './retrieval/ranking.ts';

/**
 * How well the written sets are found when shops give them as running documents: `npm run bench -- documents`. The folder and
 * the embedding model are chosen as in bench/retrieval; the folder is bench/fit-data by itself.
 */
const EVIDENCE_TOKENS = 600;
const PASSAGES_KEPT = 10;
const sets = readFaqSets(process.argv[2] ?? fileURLToPath(new URL('fit-data', import.meta.url)));
const embedder = benchEmbedder();

/** Share of questions whose passage is among those that fit the evidence given to a model, in per cent. */
async function shareInEvidence({ set, ask }: LoadedSet): Promise<number> {
  const costs = new Map(set.entries.map(({ id, q, a = '' }) => [id, estimateTokens(`〔1〕${q}\n${a}`)]));
  const questions = set.questions.filter(isAnswerable);
  let found = 0;
  for (const { q, gold } of questions) {
    let left = EVIDENCE_TOKENS;
    for (const { chunkId } of (await ask(q)).slice(0, PASSAGES_KEPT)) {
      const cost = costs.get(chunkId) ?? 0;
      if (cost > left) continue;
      left -= cost;
      if (!gold.includes(chunkId)) continue;
      found += 1;
      break;
    }
  }
  return (100 * found) / questions.length;
}

async function measure(name: string, given: readonly FaqSet[]): Promise<void> {
  const rankings = [];
  let inEvidence = 0;
  for (const set of given) {
    const loaded = await loadSet(new EmbeddedSearch(), set, embedder);
    rankings.push(await rankSet(loaded));
    inEvidence += (await shareInEvidence(loaded)) / given.length;
  }
  const { first, firstThree, firstTen } = meanRanking(name, rankings);
  const answers = await labelJoined(new EmbeddedSearch(), given, embedder);
  const judged = calibrate(name, answers, SHIPPED_MAPS[embedder ? 'meaning' : 'keywords']);
  const { precision, coverage, falseReplies, calibrationError } = judged;
  const passages = given.flatMap(({ entries }) => entries);
  const characters = passages.reduce((sum, { a = '' }) => sum + a.length, 0) / passages.length;
  const figures = [first, firstThree, firstTen, inEvidence, precision, coverage, falseReplies, calibrationError];
  const size = `${String(passages.length).padStart(5)}${characters.toFixed(0).padStart(7)}`;
  console.log(name.padEnd(44) + size + figures.map((figure) => figure.toFixed(1).padStart(9)).join(''));
}

console.log(
  `${'given as'.padEnd(44)}  num length      R@1      R@3     R@10 evidence    right  replied    false      ECE`,
);
await measure('a table of questions', sets);
for (const form of DOCUMENT_FORMS) {
  await measure(form.name, await Promise.all(sets.map((set) => asDocument(set, form))));
}
