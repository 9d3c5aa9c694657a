import { findSorted, NOT_FOUND } from '../scoring/sorted-search.ts';
import type { Postings } from './postings.ts';

/**
 * An immutable piece of the index: some chunks, the rows (phrasings of the question) of each, and where every term
 * occurs. Only `alive` changes, when a chunk is replaced or taken out.
 */
export interface Segment {
  readonly chunkIds: readonly string[];
  readonly groupIds: readonly string[];
  /** 1 while the chunk counts, 0 once it was replaced or taken out. */
  readonly alive: Uint8Array;
  /** First row of each chunk, one longer than the chunks. */
  readonly rowStarts: Uint32Array;
  /** Chunk of each row. */
  readonly rowChunks: Uint32Array;
  /** Tokens of each row and of each answer. */
  readonly rowLengths: Uint32Array;
  readonly answerLengths: Uint32Array;
  /** Hashes of all terms, ascending. */
  readonly terms: Uint32Array;
  /** Chunks that hold the term in any field. */
  readonly chunkCounts: Uint32Array;
  /** By row. */
  readonly questions: Postings;
  /** By chunk. */
  readonly answers: Postings;
  /** Length of each row's tf-idf vector and its sum of idf, by the idf of the day the segment was made. */
  readonly rowNorms: Float32Array;
  readonly rowMasses: Float32Array;
  /** What BM25 adds to a frequency for the length of the field, by the mean lengths of the same day. */
  readonly rowDampings: Float32Array;
  readonly answerDampings: Float32Array;
}

/** What idf and length normalisation need to know about all segments of a tenant. */
export interface Totals {
  chunks: number;
  rows: number;
  rowTokens: number;
  answers: number;
  answerTokens: number;
}

/** Counts the living chunks of some segments. */
export function totalsOf(segments: readonly Segment[]): Totals {
  const totals: Totals = { chunks: 0, rows: 0, rowTokens: 0, answers: 0, answerTokens: 0 };
  for (const segment of segments) {
    for (let chunk = 0; chunk < segment.chunkIds.length; chunk += 1) {
      if (segment.alive[chunk] === 1) addChunk(totals, segment, chunk, 1);
    }
  }
  return totals;
}

/** Adds a chunk to the totals, or takes it away with sign −1. */
export function addChunk(totals: Totals, segment: Segment, chunk: number, sign: 1 | -1): void {
  const from = segment.rowStarts[chunk] ?? 0;
  const to = segment.rowStarts[chunk + 1] ?? 0;
  totals.chunks += sign;
  for (let row = from; row < to; row += 1) {
    const length = segment.rowLengths[row] ?? 0;
    if (length > 0) totals.rows += sign;
    totals.rowTokens += sign * length;
  }
  const answerLength = segment.answerLengths[chunk] ?? 0;
  if (answerLength > 0) totals.answers += sign;
  totals.answerTokens += sign * answerLength;
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
