import { findSorted, NOT_FOUND } from './postings.ts';
import type { Segment } from './segment.ts';

/** BM25's inverse document frequency; a term that nobody holds gets the highest. */
export function inverseFrequency(holders: number, chunks: number): number {
  return Math.log(1 + (chunks - Math.min(holders, chunks) + 0.5) / (Math.min(holders, chunks) + 0.5));
}

/** Chunks that hold a term in any field; replaced chunks count until their segment is merged. */
export function holdersOf(segments: readonly Segment[], hash: number): number {
  let holders = 0;
  for (const segment of segments) {
    const term = findSorted(segment.terms, hash);
    if (term !== NOT_FOUND) holders += segment.chunkCounts[term] ?? 0;
  }
  return holders;
}
