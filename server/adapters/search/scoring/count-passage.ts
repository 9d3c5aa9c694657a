import type { ChunkTokens } from '../../../ports/search.ts';
import { inverseFrequency } from './inverse-frequency.ts';
import type { FieldCounts, PassageCounts, RowCounts } from './passage-counts.ts';
import type { PassageStatistics } from './passage-statistics.ts';
import { tokenHash } from './token-hash.ts';
import type { WeighedQuery } from './weigh-query.ts';
import { frequencyWeight } from './weighted-term.ts';

/** A field's frequencies stop here, as they do in postings of one byte. */
const HIGHEST_FREQUENCY = 255;

function frequenciesOf(tokens: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const token of tokens) counts.set(token, Math.min(HIGHEST_FREQUENCY, (counts.get(token) ?? 0) + 1));
  return counts;
}

function countField(tokens: readonly string[], counts: Map<string, number>, query: WeighedQuery): FieldCounts {
  return { frequencies: query.terms.map(({ token }) => counts.get(token) ?? 0), length: tokens.length };
}

function countRow(tokens: readonly string[], query: WeighedQuery, statistics: PassageStatistics): RowCounts {
  const counts = frequenciesOf(tokens);
  let square = 0;
  let mass = 0;
  for (const [token, frequency] of counts) {
    const idf = inverseFrequency(statistics.holders(tokenHash(token)), statistics.chunks);
    square += (frequencyWeight(frequency) * idf) ** 2;
    mass += frequency * idf;
  }
  return { ...countField(tokens, counts, query), norm: Math.sqrt(square), mass };
}

/** Counts a query's terms in the tokens of a passage that an index outside this process found. */
export function countPassage(tokens: ChunkTokens, query: WeighedQuery, statistics: PassageStatistics): PassageCounts {
  return {
    rows: [tokens.question, ...tokens.phrasings].map((row) => countRow(row, query, statistics)),
    answer: countField(tokens.answer, frequenciesOf(tokens.answer), query),
  };
}
