import { holdersOf, inverseFrequency } from './inverse-frequency.ts';
import type { Segment } from './segment.ts';

/** Fills the row norms and masses of a segment from the idf of all segments it will stand beside (itself included). */
export function weighRows(segment: Segment, all: readonly Segment[], chunks: number): void {
  const { questions, terms, rowNorms, rowMasses } = segment;
  rowNorms.fill(0);
  rowMasses.fill(0);
  for (let term = 0; term < terms.length; term += 1) {
    const from = questions.offsets[term] ?? 0;
    const to = questions.offsets[term + 1] ?? 0;
    if (from === to) continue;
    const idf = inverseFrequency(holdersOf(all, terms[term] ?? 0), chunks);
    for (let position = from; position < to; position += 1) {
      const row = questions.documents[position] ?? 0;
      const frequency = questions.frequencies[position] ?? 0;
      const weight = (1 + Math.log(frequency)) * idf;
      rowNorms[row] = (rowNorms[row] ?? 0) + weight * weight;
      rowMasses[row] = (rowMasses[row] ?? 0) + frequency * idf;
    }
  }
  for (let row = 0; row < rowNorms.length; row += 1) rowNorms[row] = Math.sqrt(rowNorms[row] ?? 0);
}
