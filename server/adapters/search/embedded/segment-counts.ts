import { findSorted, NOT_FOUND } from '../scoring/sorted-search.ts';
import type { PassageCounts } from '../scoring/passage-counts.ts';
import type { WeighedQuery } from '../scoring/weigh-query.ts';
import { frequencyOf } from './postings.ts';
import type { Segment } from './segment.ts';

/** Reads from the postings how often each term of a query occurs in one chunk. */
export function segmentCounts(segment: Segment, chunk: number, { terms }: WeighedQuery): PassageCounts {
  const positions = terms.map(({ hash }) => findSorted(segment.terms, hash));
  const first = segment.rowStarts[chunk] ?? 0;
  const rows = Array.from({ length: (segment.rowStarts[chunk + 1] ?? 0) - first }, (_, index) => first + index);
  return {
    rows: rows.map((row) => ({
      frequencies: positions.map((at) => (at === NOT_FOUND ? 0 : frequencyOf(segment.questions, at, row))),
      length: segment.rowLengths[row] ?? 0,
      norm: segment.rowNorms[row] ?? 0,
      mass: segment.rowMasses[row] ?? 0,
    })),
    answer: {
      frequencies: positions.map((at) => (at === NOT_FOUND ? 0 : frequencyOf(segment.answers, at, chunk))),
      length: segment.answerLengths[chunk] ?? 0,
    },
  };
}
