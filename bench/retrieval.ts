import { fileURLToPath } from 'node:url';
import { EmbeddedSearch } from '../server/adapters/search/embedded/embedded-search.ts';
import { readFaqSets } from './retrieval/faq-set.ts';
import { meanRanking, type Ranking, rankSet } from './retrieval/ranking.ts';

/** Measures retrieval on every labelled set of a folder: `npm run bench:retrieval -- [folder]`. */
const folder =
  process.argv[2] ?? process.env['KEFU_EVAL_DIR'] ?? fileURLToPath(new URL('../../shared/data/eval', import.meta.url));

function row(ranking: Ranking): string {
  return [
    ranking.set.padEnd(16),
    String(ranking.questions).padStart(6),
    ...[ranking.first, ranking.firstThree, ranking.firstTen].map((value) => value.toFixed(2).padStart(8)),
    ranking.meanReciprocal.toFixed(4).padStart(8),
  ].join('');
}

const index = new EmbeddedSearch();
const rankings: Ranking[] = [];
console.log('set             number     R@1     R@3    R@10     MRR');
for (const set of readFaqSets(folder)) {
  const ranking = await rankSet(index, set);
  rankings.push(ranking);
  console.log(row(ranking));
}
console.log(
  row(
    meanRanking(
      'mean without ev',
      rankings.filter(({ set }) => set !== 'ev'),
    ),
  ),
);
