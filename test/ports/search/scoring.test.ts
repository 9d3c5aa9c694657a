import { describe, expect, it } from 'vitest';
import { EmbeddedSearch } from '../../../server/adapters/search/embedded/embedded-search.ts';
import { matchEvidence } from '../../../server/adapters/search/scoring/match-evidence.ts';
import { scorePassage } from '../../../server/adapters/search/scoring/score-passage.ts';
import { weighQuery } from '../../../server/adapters/search/scoring/weigh-query.ts';
import { CorpusStatistics } from '../../../server/adapters/search/weaviate/corpus-statistics.ts';
import { countsFor } from '../../../server/adapters/search/weaviate/packed-counts.ts';
import { countTokens, pack, unpack } from '../../../server/adapters/search/weaviate/packed-passage.ts';
import { queryWords } from '../../../server/modules/knowledge/tokens.ts';
import { randomNumbers } from '../../support/random-numbers.ts';
import { passage } from './search-index-suite.ts';

const words = [
  '充电',
  '安装',
  '发票',
  '退款',
  '故障',
  '保修',
  '价格',
  '型号',
  '物流',
  '会员',
  '积分',
  '怎么',
  'E03',
  '7kw',
];

describe('scoring a passage by its packed tokens', () => {
  it('gives what the embedded index gives', async () => {
    const random = randomNumbers(5);
    const text = (most: number): string =>
      Array.from({ length: 1 + Math.floor(random() * most) }, () => words[Math.floor(random() * words.length)]).join(
        ' ',
      );
    const passages = Array.from({ length: 200 }, (_, number) =>
      passage(`p${number}`, text(4), number % 5 === 0 ? '' : text(9), number % 3 === 0 ? [text(4), text(5)] : []),
    );
    const index = new EmbeddedSearch();
    const statistics = new CorpusStatistics();
    await index.apply('t', { put: passages, remove: [] });
    await index.markReady('t');
    for (const { tokens } of passages) statistics.add(countTokens(tokens));
    const gone = passage('gone', text(5), text(5));
    statistics.add(countTokens(gone.tokens));
    statistics.remove(countTokens(gone.tokens));
    for (let round = 0; round < 20; round += 1) {
      const asked = queryWords(text(6));
      const query = weighQuery(asked, statistics);
      for (const hit of await index.search('t', { ...asked, limit: 50 })) {
        const found = passages.find(({ chunkId }) => chunkId === hit.chunkId);
        if (!found) throw new Error(`nobody put in ${hit.chunkId}`);
        const counts = countsFor(unpack(pack(countTokens(found.tokens))), query, statistics);
        const score = scorePassage(counts, query);
        expect(score.keywordScore).toBeCloseTo(hit.keywordScore, 4);
        expect(score.cosine).toBeCloseTo(hit.vectorScore, 5);
        const { missing, matched, ...figures } = matchEvidence(counts, query, score);
        expect({ missing, matched }).toEqual({ missing: hit.evidence.missing, matched: hit.evidence.matched });
        for (const [name, value] of Object.entries(figures)) {
          expect(value).toBeCloseTo(hit.evidence[name as keyof typeof figures], 5);
        }
      }
    }
  });
});
