import { setImmediate as nextTick } from 'node:timers/promises';
import type { SearchChange, SearchChunk, SearchHit, SearchQuery } from '../../../ports/search.ts';
import { meanLengths, selfScore } from './bm25.ts';
import { buildSegment } from './build-segment.ts';
import { matchEvidence } from './match-evidence.ts';
import { mergeSegments } from './merge-segments.ts';
import { type Candidate, scoreSegment } from './score-segment.ts';
import { addChunk, type Segment, totalsOf } from './segment.ts';
import { weighSegment } from './weigh-segment.ts';
import { queryNorm, weighTerms } from './weighted-terms.ts';

/** Chunks built in one go, about 15 ms of work. */
const CHUNKS_AT_ONCE = 256;
/** A segment is merged with the one before it unless that is more than this many times larger. */
const MERGE_RATIO = 2;
/** The vector re-orders only this many of the best keyword hits. */
const RESCORED = 200;
/** Share of the vector in the fused score; a keyless vector helps no further above 0.25. */
const VECTOR_WEIGHT = 0.25;

/** The passages of one tenant. Changes run one after the other; searches see the state between two of them. */
export class TenantIndex {
  private segments: Segment[] = [];
  private totals = totalsOf([]);
  private readonly places = new Map<string, { segment: Segment; chunk: number }>();
  private changes: Promise<void> = Promise.resolve();

  get size(): number {
    return this.totals.chunks;
  }

  apply(change: SearchChange): Promise<void> {
    return this.queue(() => this.change(change));
  }

  /** Merges everything into one segment, so that all idf are of one day. */
  settle(): Promise<void> {
    return this.queue(async () => {
      await this.merge(() => true);
      await this.compact();
    });
  }

  search(query: SearchQuery): SearchHit[] {
    const mean = meanLengths(this.totals);
    const terms = weighTerms(query.terms, this.segments, this.totals.chunks);
    const norm = queryNorm(terms);
    const candidates: Candidate[] = [];
    for (const segment of this.segments) candidates.push(...scoreSegment(segment, { terms, norm }, RESCORED));
    candidates.sort((left, right) => right.keywordScore - left.keywordScore);
    const best = candidates[0]?.keywordScore ?? 1;
    const ceiling = selfScore(terms, mean.row);
    return candidates
      .slice(0, RESCORED)
      .map((candidate) => ({ candidate, score: fuse(candidate, best) }))
      .sort((left, right) => right.score - left.score)
      .slice(0, query.limit)
      .map(({ candidate, score }) => ({
        chunkId: candidate.segment.chunkIds[candidate.chunk] ?? '',
        groupId: candidate.segment.groupIds[candidate.chunk] ?? '',
        keywordScore: candidate.keywordScore,
        vectorScore: candidate.cosine,
        score,
        evidence: matchEvidence(candidate, terms, ceiling),
      }));
  }

  private queue(work: () => Promise<void>): Promise<void> {
    const result = this.changes.then(work);
    // A change that failed must not stop those behind it; its caller hears of it.
    this.changes = result.catch(() => {});
    return result;
  }

  private async change({ put, remove }: SearchChange): Promise<void> {
    const unique = Array.from(new Map(put.map((chunk) => [chunk.chunkId, chunk])).values());
    const added = await buildAll(unique);
    for (const chunkId of remove) this.kill(chunkId);
    if (added) {
      for (const chunkId of added.chunkIds) this.kill(chunkId);
      this.attach(added);
    }
    await this.merge((last, before) => sizeOf(before) <= MERGE_RATIO * sizeOf(last));
    const dead = this.segments.reduce((sum, segment) => sum + sizeOf(segment), 0) - this.totals.chunks;
    if (dead > this.totals.chunks) {
      await this.merge(() => true);
      await this.compact();
    }
  }

  private kill(chunkId: string): void {
    const place = this.places.get(chunkId);
    if (!place) return;
    place.segment.alive[place.chunk] = 0;
    addChunk(this.totals, place.segment, place.chunk, -1);
    this.places.delete(chunkId);
  }

  private attach(segment: Segment): void {
    this.segments = [...this.segments, segment];
    this.place(segment);
    segment.chunkIds.forEach((_, chunk) => addChunk(this.totals, segment, chunk, 1));
    weighSegment(segment, this.segments, this.totals);
  }

  private place(segment: Segment): void {
    segment.chunkIds.forEach((chunkId, chunk) => this.places.set(chunkId, { segment, chunk }));
  }

  private async merge(wanted: (last: Segment, before: Segment) => boolean): Promise<void> {
    for (;;) {
      const last = this.segments.at(-1);
      const before = this.segments.at(-2);
      if (!last || !before || !wanted(last, before)) break;
      const merged = await mergeSegments(before, last);
      const segments = [...this.segments.slice(0, -2), merged];
      weighSegment(merged, segments, this.totals);
      this.segments = segments;
      this.place(merged);
    }
    if (this.totals.chunks === 0) this.segments = [];
  }

  /** Writes the one segment anew without its dead chunks, which still weigh on idf and memory. */
  private async compact(): Promise<void> {
    const [only, another] = this.segments;
    if (!only || another || sizeOf(only) === this.totals.chunks) return;
    const merged = await mergeSegments(only, buildSegment([]));
    weighSegment(merged, [merged], this.totals);
    this.segments = [merged];
    this.place(merged);
  }
}

function sizeOf(segment: Segment): number {
  return segment.chunkIds.length;
}

function fuse(candidate: Candidate, best: number): number {
  return (1 - VECTOR_WEIGHT) * (candidate.keywordScore / best) + VECTOR_WEIGHT * candidate.cosine;
}

/** Builds one segment from many chunks with pauses for the event loop; nothing of it can be found yet. */
async function buildAll(chunks: readonly SearchChunk[]): Promise<Segment | undefined> {
  const parts: Segment[] = [];
  for (let from = 0; from < chunks.length; from += CHUNKS_AT_ONCE) {
    parts.push(buildSegment(chunks.slice(from, from + CHUNKS_AT_ONCE)));
    await nextTick();
    for (let last = parts.at(-1), before = parts.at(-2); last && before; last = parts.at(-1), before = parts.at(-2)) {
      const final = from + CHUNKS_AT_ONCE >= chunks.length;
      if (!final && sizeOf(before) > MERGE_RATIO * sizeOf(last)) break;
      parts.splice(-2, 2, await mergeSegments(before, last));
    }
  }
  return parts[0];
}
