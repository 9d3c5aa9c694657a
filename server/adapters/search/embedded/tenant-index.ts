import { setImmediate as nextTick } from 'node:timers/promises';
import type { SearchChange, SearchChunk, SearchHit, SearchQuery } from '../../../ports/search.ts';
import { KEYWORD_CANDIDATES, MEANING_CANDIDATES } from '../scoring/fuse-scores.ts';
import { rankCandidates, type ScoredCandidate, toHit } from '../scoring/rank-candidates.ts';
import { weighQuery } from '../scoring/weigh-query.ts';
import { buildSegment } from './build-segment.ts';
import { mergeSegments } from './merge-segments.ts';
import { type Candidate, scoreSegment } from './score-segment.ts';
import { segmentCounts } from './segment-counts.ts';
import { addChunk, holdersOf, type Segment, totalsOf } from './segment.ts';
import type { Nearness, PreparedVectors, VectorTable } from './vectors/vector-table.ts';
import { weighSegment } from './weigh-segment.ts';

/** Chunks built in one go, about 15 ms of work. */
const CHUNKS_AT_ONCE = 256;
/** A segment is merged with the one before it unless that is more than this many times larger. */
const MERGE_RATIO = 2;
/** The passages of one tenant. Changes run one after the other; searches see the state between two of them. */
export class TenantIndex {
  private segments: Segment[] = [];
  private totals = totalsOf([]);
  private readonly places = new Map<string, { segment: Segment; chunk: number }>();
  private readonly vectors: VectorTable | undefined;
  private changes: Promise<void> = Promise.resolve();

  /** Without a table its passages are found by words alone. */
  constructor(vectors?: VectorTable) {
    this.vectors = vectors;
  }

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
    const nearness = query.vector ? this.vectors?.compare(query.vector) : undefined;
    const weighed = weighQuery(query, {
      ...this.totals,
      holders: (hash) => holdersOf(this.segments, hash),
    });
    const wanted = this.placesOf(nearness?.nearest(MEANING_CANDIDATES) ?? []);
    const found = this.segments.flatMap((segment) =>
      scoreSegment(segment, weighed, { limit: KEYWORD_CANDIDATES, wanted: wanted.get(segment) ?? [] }),
    );
    const candidates = found.map((candidate) => withMeaning(candidate, nearness));
    return rankCandidates(candidates, query.limit).map((ranked) =>
      toHit(ranked, segmentCounts(ranked.candidate.segment, ranked.candidate.chunk, weighed), weighed),
    );
  }

  /** Gives the vectors' memory back; the index is of no use afterwards. */
  close(): void {
    this.vectors?.close();
  }

  /** Chunk numbers by segment, of those that are still there. */
  private placesOf(chunkIds: readonly string[]): Map<Segment, number[]> {
    const wanted = new Map<Segment, number[]>();
    for (const chunkId of chunkIds) {
      const place = this.places.get(chunkId);
      if (place) wanted.set(place.segment, [...(wanted.get(place.segment) ?? []), place.chunk]);
    }
    return wanted;
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
    const vectors = await this.prepareVectors(unique);
    for (const chunkId of remove) this.kill(chunkId);
    if (added) {
      for (const chunkId of added.chunkIds) this.kill(chunkId);
      this.attach(added);
    }
    for (const prepared of vectors) this.vectors?.put(prepared);
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
    this.vectors?.remove(chunkId);
  }

  private async prepareVectors(chunks: readonly SearchChunk[]): Promise<PreparedVectors[]> {
    const prepared: PreparedVectors[] = [];
    for (const chunk of this.vectors ? chunks : []) {
      if (this.vectors) prepared.push(this.vectors.prepare(chunk));
      if (prepared.length % CHUNKS_AT_ONCE === 0) await nextTick();
    }
    return prepared;
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

function withMeaning(candidate: Candidate, nearness: Nearness | undefined): Candidate & ScoredCandidate {
  const chunkId = candidate.segment.chunkIds[candidate.chunk] ?? '';
  const groupId = candidate.segment.groupIds[candidate.chunk] ?? '';
  return { ...candidate, chunkId, groupId, meaning: nearness?.of(chunkId) ?? null };
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
