import type { ChunkTokens, SearchChunk } from '../../../ports/search.ts';
import type { Postings } from './postings.ts';
import type { Segment } from './segment.ts';
import { TermList } from './term-list.ts';

const HIGHEST_FREQUENCY = 255;

/** All hashes of two sorted lists, ascending. */
function distinctHashes(left: TermList, right: TermList): Uint32Array {
  const hashes = new Uint32Array(left.length + right.length);
  let count = 0;
  let leftAt = 0;
  let rightAt = 0;
  while (leftAt < left.length || rightAt < right.length) {
    const leftHash = leftAt < left.length ? (left.hashes[leftAt] as number) : Number.POSITIVE_INFINITY;
    const rightHash = rightAt < right.length ? (right.hashes[rightAt] as number) : Number.POSITIVE_INFINITY;
    const hash = Math.min(leftHash, rightHash);
    hashes[count] = hash;
    count += 1;
    while (leftAt < left.length && left.hashes[leftAt] === hash) leftAt += 1;
    while (rightAt < right.length && right.hashes[rightAt] === hash) rightAt += 1;
  }
  return hashes.slice(0, count);
}

function toPostings(list: TermList, terms: Uint32Array): Postings {
  const offsets = new Uint32Array(terms.length + 1);
  const documents = new Uint32Array(list.length);
  const frequencies = new Uint8Array(list.length);
  let position = 0;
  let written = 0;
  for (let term = 0; term < terms.length; term += 1) {
    offsets[term] = written;
    const hash = terms[term] as number;
    while (position < list.length && list.hashes[position] === hash) {
      const document = list.documents[position] as number;
      let end = position + 1;
      while (end < list.length && list.hashes[end] === hash && list.documents[end] === document) end += 1;
      documents[written] = document;
      frequencies[written] = Math.min(HIGHEST_FREQUENCY, end - position);
      written += 1;
      position = end;
    }
  }
  offsets[terms.length] = written;
  return { offsets, documents: documents.slice(0, written), frequencies: frequencies.slice(0, written) };
}

function countTokens(
  chunks: readonly SearchChunk[],
  fields: (tokens: ChunkTokens) => readonly (readonly string[])[],
): number {
  let count = 0;
  for (const { tokens } of chunks) for (const field of fields(tokens)) count += field.length;
  return count;
}

/** Builds a segment; norms and dampings are still zero and are filled by weighSegment once the tenant's idf is known. */
export function buildSegment(chunks: readonly SearchChunk[]): Segment {
  const questionTerms = new TermList(countTokens(chunks, ({ question, phrasings }) => [question, ...phrasings]));
  const answerTerms = new TermList(countTokens(chunks, ({ answer }) => [answer]));
  const rowStarts = new Uint32Array(chunks.length + 1);
  const rowChunks: number[] = [];
  const rowLengths: number[] = [];
  const answerLengths = new Uint32Array(chunks.length);
  chunks.forEach(({ tokens }, chunk) => {
    rowStarts[chunk] = rowChunks.length;
    for (const phrasing of [tokens.question, ...tokens.phrasings]) {
      questionTerms.add(phrasing, rowChunks.length);
      rowChunks.push(chunk);
      rowLengths.push(phrasing.length);
    }
    answerTerms.add(tokens.answer, chunk);
    answerLengths[chunk] = tokens.answer.length;
  });
  rowStarts[chunks.length] = rowChunks.length;
  questionTerms.sort();
  answerTerms.sort();
  const terms = distinctHashes(questionTerms, answerTerms);
  const questions = toPostings(questionTerms, terms);
  const answers = toPostings(answerTerms, terms);
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
