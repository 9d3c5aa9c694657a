import { setImmediate as nextTick } from 'node:timers/promises';
import { countChunks } from './build-segment.ts';
import type { Postings } from './postings.ts';
import type { Segment } from './segment.ts';

/** A merge gives the event loop its turn after this many postings (about 2 ms). */
const POSTINGS_AT_ONCE = 200_000;
const DEAD = 0xffffffff;

interface Renumbering {
  /** New number of each old chunk and row, DEAD for those that are left out. */
  readonly chunks: Uint32Array;
  readonly rows: Uint32Array;
}

/** The living chunks of the segments added so far, renumbered in order. */
class Columns {
  readonly chunkIds: string[] = [];
  readonly groupIds: string[] = [];
  readonly rowStarts: number[] = [0];
  readonly rowChunks: number[] = [];
  readonly rowLengths: number[] = [];
  readonly answerLengths: number[] = [];

  add(segment: Segment): Renumbering {
    const chunks = new Uint32Array(segment.chunkIds.length).fill(DEAD);
    const rows = new Uint32Array(segment.rowChunks.length).fill(DEAD);
    for (let old = 0; old < chunks.length; old += 1) {
      if (segment.alive[old] !== 1) continue;
      const chunk = this.chunkIds.length;
      chunks[old] = chunk;
      this.chunkIds.push(segment.chunkIds[old] ?? '');
      this.groupIds.push(segment.groupIds[old] ?? '');
      this.answerLengths.push(segment.answerLengths[old] ?? 0);
      for (let row = segment.rowStarts[old] ?? 0; row < (segment.rowStarts[old + 1] ?? 0); row += 1) {
        rows[row] = this.rowChunks.length;
        this.rowChunks.push(chunk);
        this.rowLengths.push(segment.rowLengths[row] ?? 0);
      }
      this.rowStarts.push(this.rowChunks.length);
    }
    return { chunks, rows };
  }
}

/** Collects the postings of one field of both segments, term by term. */
class PostingsWriter {
  private readonly offsets: Uint32Array;
  private readonly documents: Uint32Array;
  private readonly frequencies: Uint8Array;
  private written = 0;

  constructor(terms: number, postings: number) {
    this.offsets = new Uint32Array(terms + 1);
    this.documents = new Uint32Array(postings);
    this.frequencies = new Uint8Array(postings);
  }

  startTerm(term: number): number {
    this.offsets[term] = this.written;
    return this.written;
  }

  copy(postings: Postings, term: number, numbers: Uint32Array): void {
    for (let from = postings.offsets[term] ?? 0; from < (postings.offsets[term + 1] ?? 0); from += 1) {
      const document = numbers[postings.documents[from] ?? 0] ?? DEAD;
      if (document === DEAD) continue;
      this.documents[this.written] = document;
      this.frequencies[this.written] = postings.frequencies[from] ?? 0;
      this.written += 1;
    }
  }

  finish(terms: number): Postings {
    this.offsets[terms] = this.written;
    return {
      offsets: this.offsets.slice(0, terms + 1),
      documents: this.documents.slice(0, this.written),
      frequencies: this.frequencies.slice(0, this.written),
    };
  }
}

interface MergedTerms {
  readonly terms: Uint32Array;
  readonly questions: Postings;
  readonly answers: Postings;
}

async function mergeTerms(
  pair: readonly [Segment, Segment],
  numbers: readonly [Renumbering, Renumbering],
): Promise<MergedTerms> {
  const [left, right] = pair;
  const capacity = left.terms.length + right.terms.length;
  const terms = new Uint32Array(capacity);
  const questions = new PostingsWriter(capacity, left.questions.documents.length + right.questions.documents.length);
  const answers = new PostingsWriter(capacity, left.answers.documents.length + right.answers.documents.length);
  let count = 0;
  let leftTerm = 0;
  let rightTerm = 0;
  let pauseAt = POSTINGS_AT_ONCE;
  while (leftTerm < left.terms.length || rightTerm < right.terms.length) {
    const leftHash = left.terms[leftTerm] ?? Number.POSITIVE_INFINITY;
    const rightHash = right.terms[rightTerm] ?? Number.POSITIVE_INFINITY;
    const hash = Math.min(leftHash, rightHash);
    const done = questions.startTerm(count) + answers.startTerm(count);
    if (leftHash === hash) {
      questions.copy(left.questions, leftTerm, numbers[0].rows);
      answers.copy(left.answers, leftTerm, numbers[0].chunks);
      leftTerm += 1;
    }
    if (rightHash === hash) {
      questions.copy(right.questions, rightTerm, numbers[1].rows);
      answers.copy(right.answers, rightTerm, numbers[1].chunks);
      rightTerm += 1;
    }
    terms[count] = hash;
    // A term that only dead chunks held is overwritten by the next one.
    if (questions.startTerm(count + 1) + answers.startTerm(count + 1) > done) count += 1;
    if (done >= pauseAt) {
      await nextTick();
      pauseAt = done + POSTINGS_AT_ONCE;
    }
  }
  return { terms: terms.slice(0, count), questions: questions.finish(count), answers: answers.finish(count) };
}

/**
 * Joins two segments into one without the chunks that are dead at the call; none may die before it ends. The event loop
 * gets its turn in between. Norms and dampings are zero until weighSegment.
 */
export async function mergeSegments(left: Segment, right: Segment): Promise<Segment> {
  const columns = new Columns();
  const numbers = [columns.add(left), columns.add(right)] as const;
  const { terms, questions, answers } = await mergeTerms([left, right], numbers);
  await nextTick();
  const rowChunks = Uint32Array.from(columns.rowChunks);
  return {
    chunkIds: columns.chunkIds,
    groupIds: columns.groupIds,
    alive: new Uint8Array(columns.chunkIds.length).fill(1),
    rowStarts: Uint32Array.from(columns.rowStarts),
    rowChunks,
    rowLengths: Uint32Array.from(columns.rowLengths),
    answerLengths: Uint32Array.from(columns.answerLengths),
    terms,
    chunkCounts: countChunks(terms, { questions, answers, rowChunks }),
    questions,
    answers,
    rowNorms: new Float32Array(rowChunks.length),
    rowMasses: new Float32Array(rowChunks.length),
    rowDampings: new Float32Array(rowChunks.length),
    answerDampings: new Float32Array(columns.chunkIds.length),
  };
}
