import { answerDamping, meanLengths, questionDamping } from '../scoring/bm25.ts';
import { inverseFrequency } from '../scoring/inverse-frequency.ts';
import { frequencyWeight } from '../scoring/weighted-term.ts';
import { holdersOf, type Segment, type Totals } from './segment.ts';

function dampen(segment: Segment, totals: Totals): void {
  const mean = meanLengths(totals);
  segment.rowLengths.forEach((length, row) => {
    segment.rowDampings[row] = questionDamping(length, mean.row);
  });
  segment.answerLengths.forEach((length, chunk) => {
    segment.answerDampings[chunk] = answerDamping(length, mean.answer);
  });
}

/**
 * Fills what a segment keeps of the day it is made: norms and masses of its rows from the idf of all segments it will
 * stand beside (itself included), and the dampings from their mean lengths. What changes later is small until a merge.
 */
export function weighSegment(segment: Segment, all: readonly Segment[], totals: Totals): void {
  const { questions, terms, rowNorms, rowMasses } = segment;
  dampen(segment, totals);
  rowNorms.fill(0);
  rowMasses.fill(0);
  for (let term = 0; term < terms.length; term += 1) {
    const from = questions.offsets[term] ?? 0;
    const to = questions.offsets[term + 1] ?? 0;
    if (from === to) continue;
    const idf = inverseFrequency(holdersOf(all, terms[term] ?? 0), totals.chunks);
    for (let position = from; position < to; position += 1) {
      const row = questions.documents[position] ?? 0;
      const frequency = questions.frequencies[position] ?? 0;
      const weight = frequencyWeight(frequency) * idf;
      rowNorms[row] = (rowNorms[row] ?? 0) + weight * weight;
      rowMasses[row] = (rowMasses[row] ?? 0) + frequency * idf;
    }
  }
  for (let row = 0; row < rowNorms.length; row += 1) rowNorms[row] = Math.sqrt(rowNorms[row] ?? 0);
}
