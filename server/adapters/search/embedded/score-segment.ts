import { answerCeiling, answerExtra, questionCeiling } from '../scoring/bm25.ts';
import { findSorted, NOT_FOUND } from '../scoring/sorted-search.ts';
import type { WeighedQuery } from '../scoring/weigh-query.ts';
import { frequencyWeight, vectorWeight, type WeightedTerm } from '../scoring/weighted-term.ts';
import { BestOf } from './best-of.ts';
import { Scratch } from './scratch.ts';
import type { Segment } from './segment.ts';

/** A chunk of a segment with what its words earned. */
export interface Candidate {
  readonly segment: Segment;
  readonly chunk: number;
  /** Which of the chunk's rows matched best, from 0. */
  readonly row: number;
  readonly keywordScore: number;
  /** tf-idf cosine of the query with the chunk's nearest row. */
  readonly cosine: number;
}

const scratch = new Scratch();

/** Scores of one search in one segment, dense and overwritten by the next. */
interface Scores {
  readonly rows: Float32Array;
  readonly dots: Float32Array;
  readonly bestRows: Float32Array;
  readonly chunks: Float32Array;
}

/** A term of the query that this segment knows. */
interface LocalTerm {
  readonly term: WeightedTerm;
  readonly position: number;
}

function scoreQuestions(segment: Segment, terms: readonly LocalTerm[]): Scores {
  const rows = scratch.zeros(0, segment.rowChunks.length);
  const dots = scratch.zeros(1, segment.rowChunks.length);
  const { rowDampings } = segment;
  const { offsets, documents, frequencies } = segment.questions;
  for (const { term, position } of terms) {
    const ceiling = questionCeiling(term);
    const component = vectorWeight(term) * term.idf;
    const end = offsets[position + 1] ?? 0;
    for (let index = offsets[position] ?? 0; index < end; index += 1) {
      const row = documents[index] as number;
      const frequency = frequencies[index] as number;
      rows[row] = (rows[row] as number) + (ceiling * frequency) / (frequency + (rowDampings[row] as number));
      dots[row] = (dots[row] as number) + component * frequencyWeight(frequency);
    }
  }
  // Whole numbers up to 16 million are exact here as well.
  const bestRows = scratch.zeros(2, segment.chunkIds.length);
  const chunks = scratch.zeros(3, segment.chunkIds.length);
  for (let chunk = 0; chunk < chunks.length; chunk += 1) {
    let best = segment.rowStarts[chunk] as number;
    const end = segment.rowStarts[chunk + 1] as number;
    for (let row = best + 1; row < end; row += 1) if ((rows[row] as number) > (rows[best] as number)) best = row;
    bestRows[chunk] = best;
    chunks[chunk] = rows[best] as number;
  }
  return { rows, dots, bestRows, chunks };
}

/** Adds what the answers know and the best question did not, term by term. */
function scoreAnswers(segment: Segment, terms: readonly LocalTerm[], scores: Scores): void {
  const earned = scratch.zeros(4, segment.rowChunks.length);
  const { offsets, documents, frequencies } = segment.answers;
  for (const { term, position } of terms) {
    if (term.answerWeight === 0) continue;
    markEarned(segment, { term, position }, earned);
    const ceiling = answerCeiling(term);
    const end = offsets[position + 1] ?? 0;
    for (let index = offsets[position] ?? 0; index < end; index += 1) {
      const chunk = documents[index] as number;
      const frequency = frequencies[index] as number;
      const inAnswer = (ceiling * frequency) / (frequency + (segment.answerDampings[chunk] as number));
      const inQuestion = earned[scores.bestRows[chunk] as number] as number;
      scores.chunks[chunk] = (scores.chunks[chunk] as number) + answerExtra(inAnswer, inQuestion);
    }
    clearEarned(segment, position, earned);
  }
}

function markEarned(segment: Segment, local: LocalTerm, earned: Float32Array): void {
  const { rowDampings } = segment;
  const { offsets, documents, frequencies } = segment.questions;
  const ceiling = questionCeiling(local.term);
  const end = offsets[local.position + 1] ?? 0;
  for (let index = offsets[local.position] ?? 0; index < end; index += 1) {
    const row = documents[index] as number;
    const frequency = frequencies[index] as number;
    earned[row] = (ceiling * frequency) / (frequency + (rowDampings[row] as number));
  }
}

function clearEarned(segment: Segment, position: number, earned: Float32Array): void {
  const { offsets, documents } = segment.questions;
  const end = offsets[position + 1] ?? 0;
  for (let index = offsets[position] ?? 0; index < end; index += 1) earned[documents[index] as number] = 0;
}

function nearestCosine(segment: Segment, chunk: number, dots: Float32Array, norm: number): number {
  let best = 0;
  for (let row = segment.rowStarts[chunk] ?? 0; row < (segment.rowStarts[chunk + 1] ?? 0); row += 1) {
    const lengths = norm * (segment.rowNorms[row] ?? 0);
    if (lengths > 0) best = Math.max(best, (dots[row] ?? 0) / lengths);
  }
  // Norms are of the day the segment was made, so a cosine can pass 1 by a little.
  return Math.min(1, best);
}

/**
 * The best chunks of one segment by keywords, and those that something else found (`wanted`, ascending). The same numbers
 * as scorePassage gives one by one, for all chunks at once.
 */
export function scoreSegment(
  segment: Segment,
  query: WeighedQuery,
  { limit, wanted }: { limit: number; wanted: readonly number[] },
): Candidate[] {
  const local: LocalTerm[] = [];
  for (const term of query.terms) {
    const position = findSorted(segment.terms, term.hash);
    if (position !== NOT_FOUND) local.push({ term, position });
  }
  if (local.length === 0 && wanted.length === 0) return [];
  const scores = scoreQuestions(segment, local);
  scoreAnswers(segment, local, scores);
  const best = new BestOf(limit);
  for (let chunk = 0; chunk < scores.chunks.length; chunk += 1) {
    if (segment.alive[chunk] === 1) best.offer(chunk, scores.chunks[chunk] as number);
  }
  const chunks = new Set([...best.list().map(({ item }) => item), ...wanted]);
  return Array.from(chunks, (chunk) => ({
    segment,
    chunk,
    row: (scores.bestRows[chunk] ?? 0) - (segment.rowStarts[chunk] ?? 0),
    keywordScore: scores.chunks[chunk] ?? 0,
    cosine: nearestCosine(segment, chunk, scores.dots, query.norm),
  }));
}
