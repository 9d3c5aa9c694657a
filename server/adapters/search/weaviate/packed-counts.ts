import { inverseFrequency } from '../scoring/inverse-frequency.ts';
import type { FieldCounts, PassageCounts, RowCounts } from '../scoring/passage-counts.ts';
import type { PassageStatistics } from '../scoring/passage-statistics.ts';
import { findSorted } from '../scoring/sorted-search.ts';
import type { WeighedQuery } from '../scoring/weigh-query.ts';
import { frequencyWeight } from '../scoring/weighted-term.ts';
import type { TokenCounts, TokenisedPassage } from './packed-passage.ts';

/** A passage as a query sees it, from the counts that are stored with it. */
export function countsFor(
  { rows, answer }: TokenisedPassage,
  query: WeighedQuery,
  statistics: PassageStatistics,
): PassageCounts {
  return { rows: rows.map((row) => rowFor(row, query, statistics)), answer: fieldFor(answer, query) };
}

function fieldFor({ length, hashes, frequencies }: TokenCounts, { terms }: WeighedQuery): FieldCounts {
  return { length, frequencies: terms.map(({ hash }) => frequencies[findSorted(hashes, hash)] ?? 0) };
}

function rowFor(row: TokenCounts, query: WeighedQuery, statistics: PassageStatistics): RowCounts {
  let square = 0;
  let mass = 0;
  row.hashes.forEach((hash, index) => {
    const frequency = row.frequencies[index] ?? 0;
    const idf = inverseFrequency(statistics.holders(hash), statistics.chunks);
    square += (frequencyWeight(frequency) * idf) ** 2;
    mass += frequency * idf;
  });
  return { ...fieldFor(row, query), norm: Math.sqrt(square), mass };
}
