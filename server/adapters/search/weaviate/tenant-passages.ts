import type { EmbeddingSpace } from '../../../ports/embedder.ts';
import { PortError } from '../../../ports/errors.ts';
import type { SearchChange, SearchChunk, SearchHit, SearchQuery } from '../../../ports/search.ts';
import { CorpusStatistics } from './corpus-statistics.ts';
import { findPassages } from './find-passages.ts';
import { unpack } from './packed-passage.ts';
import {
  type Footprint,
  objectIds,
  preparePassage,
  type PreparedPassage,
  stemOfId,
  tenantMark,
} from './passage-objects.ts';
import type { PassageStore, Place } from './passage-store.ts';

/** What the passages of a tenant need. */
interface Parts {
  readonly store: PassageStore;
  readonly place: Place;
  readonly space: EmbeddingSpace | null;
  /**
   * What was replaced stays this long: hubs that have not heard of the change yet still find all of the old passages, and
   * each hub leaves out what it does not know.
   */
  readonly graceMs: number;
}

/** Objects to be taken out later, unless they were written again meanwhile. */
interface Leaving {
  readonly ids: readonly string[];
  readonly writtenUntil: Date;
  readonly passages: readonly string[];
}

/**
 * The passages of one tenant. Weaviate keeps them; this process keeps which of them stand now, so that a change is seen
 * as a whole, and the statistics that scores rest on. Changes run one after the other.
 */
export class TenantPassages {
  readonly space: EmbeddingSpace | null;
  private readonly store: PassageStore;
  private readonly place: Place;
  private readonly graceMs: number;
  private readonly known = new Map<string, Footprint>();
  private readonly statistics = new CorpusStatistics();
  private readonly timers = new Set<NodeJS.Timeout>();
  private changes: Promise<unknown> = Promise.resolve();
  private opened: Promise<Date> | undefined;
  private filling = true;
  private vectors = 0;

  constructor({ store, place, space, graceMs }: Parts) {
    this.store = store;
    this.place = place;
    this.space = space;
    this.graceMs = graceMs;
  }

  get size(): number {
    return this.known.size;
  }

  /** Whether the server still has every object that stands. */
  async isIntact(): Promise<boolean> {
    await this.store.open(this.place, this.space);
    const ids = Array.from(this.known.values(), objectIds).flat();
    return (await this.store.existing(this.place, ids)).size === ids.length;
  }

  apply(change: SearchChange): Promise<void> {
    return this.queue(() => this.change(change));
  }

  /** Says that all is in; what an earlier hub left behind is taken out in the background. */
  settle(): Promise<void> {
    return this.queue(async () => {
      const opened = await this.open();
      await this.store.put(this.place, [tenantMark(this.place.tenantId, 'filled')]);
      this.filling = false;
      this.later(this.graceMs, () => this.sweep(opened));
    });
  }

  search(query: SearchQuery): Promise<SearchHit[]> {
    const { store, place, known, statistics } = this;
    const comparable = query.vector?.length === this.space?.dimensions;
    return findPassages({ store, place, known, statistics, vectors: comparable ? this.vectors : 0 }, query);
  }

  /** Ends what would still run later. */
  stop(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
  }

  /** Runs something later unless stopped before; when it fails, the next start takes out what it left. */
  later(afterMs: number, work: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      void work().catch(() => undefined);
    }, afterMs);
    timer.unref();
    this.timers.add(timer);
  }

  private queue(work: () => Promise<void>): Promise<void> {
    const result = this.changes.then(work);
    // A change that failed must not stop those behind it; its caller hears of it.
    this.changes = result.catch(() => undefined);
    return result;
  }

  /** Makes the place, once; answers the server's time at that moment. */
  private open(): Promise<Date> {
    this.opened ??= this.makePlace().catch((error: unknown) => {
      this.opened = undefined;
      throw error;
    });
    return this.opened;
  }

  private async makePlace(): Promise<Date> {
    await this.store.open(this.place, this.space);
    const mark = tenantMark(this.place.tenantId, 'opened');
    await this.store.put(this.place, [mark]);
    const [stamp] = await this.store.read(this.place, [mark.id]);
    if (!stamp) throw lost();
    return stamp.updatedAt;
  }

  private async change({ put, remove }: SearchChange): Promise<void> {
    await this.open();
    const fresh = this.prepare(put);
    await this.write(fresh);
    const gone = new Map<string, Footprint>();
    for (const chunkId of [...remove, ...fresh.map((passage) => passage.chunkId)]) {
      const footprint = this.known.get(chunkId);
      if (footprint) gone.set(chunkId, footprint);
    }
    const leaving = await this.read([...gone.values()]);
    // All of it in one step: before it searches see the old, after it the new.
    for (const [chunkId, { vectors }] of gone) {
      this.known.delete(chunkId);
      this.vectors -= vectors;
    }
    for (const packed of leaving.passages) this.statistics.remove(unpack(packed));
    for (const { chunkId, footprint, counts } of fresh) {
      this.known.set(chunkId, footprint);
      this.vectors += footprint.vectors;
      this.statistics.add(counts);
    }
    this.takeOutLater(leaving);
  }

  /** Those that do not stand as they are. */
  private prepare(put: readonly SearchChunk[]): PreparedPassage[] {
    const unique = new Map(put.map((chunk) => [chunk.chunkId, chunk]));
    return Array.from(unique.values(), (chunk) => preparePassage(this.place.tenantId, chunk, this.space)).filter(
      ({ chunkId, footprint }) => this.known.get(chunkId)?.stem !== footprint.stem,
    );
  }

  /** A start writes what is missing; later everything is written, so that no other hub takes it out as long replaced. */
  private async write(fresh: readonly PreparedPassage[]): Promise<void> {
    const objects = fresh.flatMap(({ written }) => written);
    const ids = objects.map(({ id }) => id);
    const there = this.filling ? await this.store.existing(this.place, ids) : new Set<string>();
    await this.store.put(
      this.place,
      objects.filter(({ id }) => !there.has(id)),
    );
  }

  private async read(footprints: readonly Footprint[]): Promise<Leaving> {
    const objects = await this.store.read(this.place, footprints.flatMap(objectIds));
    const packedOf = new Map(objects.map(({ id, packed }) => [stemOfId(id), packed]));
    if (packedOf.size < footprints.length) throw lost();
    return {
      ids: objects.map(({ id }) => id),
      writtenUntil: new Date(Math.max(0, ...objects.map(({ updatedAt }) => updatedAt.getTime()))),
      passages: [...packedOf.values()],
    };
  }

  private takeOutLater({ ids, writtenUntil }: Leaving): void {
    if (ids.length === 0) return;
    this.later(this.graceMs, async () => {
      const standing = this.stems();
      const old = ids.filter((id) => !standing.has(stemOfId(id)));
      await this.store.remove(this.place, old, writtenUntil);
    });
  }

  /** Takes out what was written before this hub began to read the database and is not in it any more. */
  private async sweep(before: Date): Promise<void> {
    const marks = (['filled', 'opened'] as const).map((name) => tenantMark(this.place.tenantId, name).id);
    for await (const page of this.store.list(this.place)) {
      const standing = this.stems();
      const left = page.filter(({ id, updatedAt }) => updatedAt < before && !standing.has(stemOfId(id)));
      const ids = left.map(({ id }) => id).filter((id) => !marks.includes(id));
      await this.store.remove(this.place, ids, before);
    }
  }

  private stems(): Set<string> {
    return new Set(Array.from(this.known.values(), ({ stem }) => stem));
  }
}

function lost(): PortError {
  return new PortError({ port: 'search', retryable: true, reason: 'passages that were written are not there' });
}
