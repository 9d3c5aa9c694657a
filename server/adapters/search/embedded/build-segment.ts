import type { SearchChunk } from '../../../ports/search.ts';
import type { Postings } from './postings.ts';
import type { Segment } from './segment.ts';
import { tokenHash } from './token-hash.ts';

/** Keys are hash × 2²¹ + document, exact in a double: a segment is built from at most this many rows. */
export const ROWS_AT_ONCE = 2 ** 21;
const HIGHEST_FREQUENCY = 255;

/** (term, document) pairs of one field, one for each token. */
class PairList {
  private keys = new Float64Array(1024);
  private length = 0;

  add(tokens: readonly string[], document: number): void {
    const needed = this.length + tokens.length;
    if (needed > this.keys.length) {
      const larger = new Float64Array(Math.max(needed, this.keys.length * 2));
      larger.set(this.keys);
      this.keys = larger;
    }
    for (const token of tokens) {
      this.keys[this.length] = tokenHash(token) * ROWS_AT_ONCE + document;
      this.length += 1;
    }
  }

  sorted(): Float64Array {
    return this.keys.subarray(0, this.length).sort();
  }
}

function hashOf(key: number): number {
  return Math.floor(key / ROWS_AT_ONCE);
}

function distinctHashes(...lists: readonly Float64Array[]): Uint32Array {
  const hashes = new Set<number>();
  for (const list of lists) {
    let last = -1;
    for (const key of list) {
      const hash = hashOf(key);
      if (hash !== last) hashes.add(hash);
      last = hash;
    }
  }
  return Uint32Array.from(hashes).sort();
}

function toPostings(keys: Float64Array, terms: Uint32Array): Postings {
  const offsets = new Uint32Array(terms.length + 1);
  const documents = new Uint32Array(keys.length);
  const frequencies = new Uint8Array(keys.length);
  let position = 0;
  let written = 0;
  for (let term = 0; term < terms.length; term += 1) {
    offsets[term] = written;
    const hash = terms[term] ?? 0;
    while (position < keys.length && hashOf(keys[position] ?? 0) === hash) {
      const key = keys[position] ?? 0;
      let end = position + 1;
      while (end < keys.length && keys[end] === key) end += 1;
      documents[written] = key - hash * ROWS_AT_ONCE;
      frequencies[written] = Math.min(HIGHEST_FREQUENCY, end - position);
      written += 1;
      position = end;
    }
  }
  offsets[terms.length] = written;
  return { offsets, documents: documents.slice(0, written), frequencies: frequencies.slice(0, written) };
}

/** Builds a segment; norms and dampings are still zero and are filled by weighSegment once the tenant's idf is known. */
export function buildSegment(chunks: readonly SearchChunk[]): Segment {
  const questionPairs = new PairList();
  const answerPairs = new PairList();
  const rowStarts = new Uint32Array(chunks.length + 1);
  const rowChunks: number[] = [];
  const rowLengths: number[] = [];
  const answerLengths = new Uint32Array(chunks.length);
  chunks.forEach(({ tokens }, chunk) => {
    rowStarts[chunk] = rowChunks.length;
    for (const phrasing of [tokens.question, ...tokens.phrasings]) {
      questionPairs.add(phrasing, rowChunks.length);
      rowChunks.push(chunk);
      rowLengths.push(phrasing.length);
    }
    answerPairs.add(tokens.answer, chunk);
    answerLengths[chunk] = tokens.answer.length;
  });
  rowStarts[chunks.length] = rowChunks.length;
  const questionKeys = questionPairs.sorted();
  const answerKeys = answerPairs.sorted();
  const terms = distinctHashes(questionKeys, answerKeys);
  const questions = toPostings(questionKeys, terms);
  const answers = toPostings(answerKeys, terms);
  const chunkOfRow = Uint32Array.from(rowChunks);
  return {
    chunkIds: chunks.map(({ chunkId }) => chunkId),
    groupIds: chunks.map(({ chunkId, groupId }) => groupId ?? chunkId),
    alive: new Uint8Array(chunks.length).fill(1),
    rowStarts,
    rowChunks: chunkOfRow,
    rowLengths: Uint32Array.from(rowLengths),
    answerLengths,
    terms,
    chunkCounts: countChunks(terms, { questions, answers, rowChunks: chunkOfRow }),
    questions,
    answers,
    rowNorms: new Float32Array(rowChunks.length),
    rowMasses: new Float32Array(rowChunks.length),
    rowDampings: new Float32Array(rowChunks.length),
    answerDampings: new Float32Array(chunks.length),
  };
}

/** For each term, the chunks that hold it in any field: two ascending lists merged. */
export function countChunks(
  terms: Uint32Array,
  parts: Pick<Segment, 'questions' | 'answers' | 'rowChunks'>,
): Uint32Array {
  const { questions, answers, rowChunks } = parts;
  const counts = new Uint32Array(terms.length);
  for (let term = 0; term < terms.length; term += 1) {
    let answer = answers.offsets[term] ?? 0;
    const answerEnd = answers.offsets[term + 1] ?? 0;
    let count = answerEnd - answer;
    let last = -1;
    for (let row = questions.offsets[term] ?? 0; row < (questions.offsets[term + 1] ?? 0); row += 1) {
      const chunk = rowChunks[questions.documents[row] ?? 0] ?? 0;
      if (chunk === last) continue;
      last = chunk;
      while (answer < answerEnd && (answers.documents[answer] ?? 0) < chunk) answer += 1;
      if (answer >= answerEnd || answers.documents[answer] !== chunk) count += 1;
    }
    counts[term] = count;
  }
  return counts;
}
