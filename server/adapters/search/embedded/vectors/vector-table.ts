import type { SearchChunk } from '../../../../ports/search.ts';
import { BestOf } from '../best-of.ts';
import {
  BLOCK_VECTORS,
  MOST_DIMENSIONS,
  toCosine,
  toWholeNumbers,
  type VectorMemory,
  widthOf,
} from './vector-memory.ts';

const NOBODY = -1;
const NONE = -0x80000000;

/** Vectors of a passage, ready to be stored. */
export interface PreparedVectors {
  readonly chunkId: string;
  readonly vectors: readonly Int16Array[];
}

/** How near all passages are to one question; good until the table changes or compares the next one. */
export interface Nearness {
  /** Cosine with the nearest vector of a passage; null when it has none. */
  of(chunkId: string): number | null;
  /** The nearest passages, nearest first. */
  nearest(limit: number): string[];
}

/** The vectors of one tenant, all of one space. Every question is compared with every vector. */
export class VectorTable {
  private readonly memory: VectorMemory;
  private readonly dimensions: number;
  private readonly width: number;
  private readonly blocks: number[] = [];
  /** Owner of each slot; owners are numbers so that a search needs no strings. */
  private readonly slotOwners: number[] = [];
  private readonly freeSlots: number[] = [];
  private readonly chunkIds: string[] = [];
  private readonly freeOwners: number[] = [];
  private readonly places = new Map<string, { owner: number; slots: number[] }>();
  private best = new Int32Array();
  private open = true;

  constructor(memory: VectorMemory, dimensions: number) {
    this.memory = memory;
    this.dimensions = dimensions;
    this.width = widthOf(dimensions);
  }

  /** Vectors of a passage as they are stored; those of another length are left out. */
  prepare({ chunkId, vectors = [] }: SearchChunk): PreparedVectors {
    const fitting = vectors.filter((vector) => this.fits(vector));
    return { chunkId, vectors: fitting.map((vector) => toWholeNumbers(vector, this.width)) };
  }

  put({ chunkId, vectors }: PreparedVectors): void {
    this.remove(chunkId);
    if (!this.open || vectors.length === 0) return;
    const owner = this.freeOwners.pop() ?? this.chunkIds.length;
    this.chunkIds[owner] = chunkId;
    const slots = vectors.map((numbers) => {
      const slot = this.freeSlots.pop() ?? this.nextSlot();
      this.memory.write(this.placeOf(slot), numbers);
      this.slotOwners[slot] = owner;
      return slot;
    });
    this.places.set(chunkId, { owner, slots });
  }

  remove(chunkId: string): void {
    const place = this.places.get(chunkId);
    if (!place) return;
    this.places.delete(chunkId);
    for (const slot of place.slots) this.slotOwners[slot] = NOBODY;
    this.freeSlots.push(...place.slots);
    this.freeOwners.push(place.owner);
  }

  /** Undefined when there is nothing to compare with, or the question is of another length. */
  compare(question: Float32Array): Nearness | undefined {
    if (!this.fits(question) || this.places.size === 0) return undefined;
    this.memory.setQuestion(toWholeNumbers(question, this.width));
    if (this.best.length < this.chunkIds.length) this.best = new Int32Array(2 * this.chunkIds.length);
    const best = this.best.subarray(0, this.chunkIds.length).fill(NONE);
    this.blocks.forEach((block, number) => {
      const scores = this.memory.scan(block, this.width);
      const first = number * BLOCK_VECTORS;
      const count = Math.min(BLOCK_VECTORS, this.slotOwners.length - first);
      for (let index = 0; index < count; index += 1) {
        const owner = this.slotOwners[first + index] as number;
        const score = scores[index] as number;
        if (owner !== NOBODY && score > (best[owner] as number)) best[owner] = score;
      }
    });
    return {
      of: (chunkId) => {
        const place = this.places.get(chunkId);
        return place ? toCosine(best[place.owner] ?? 0) : null;
      },
      nearest: (limit) => this.nearest(best, limit),
    };
  }

  /** Gives its memory back; what is put in later is ignored. */
  close(): void {
    this.open = false;
    this.places.clear();
    this.slotOwners.length = 0;
    this.memory.give(this.width, this.blocks.splice(0));
  }

  private nearest(best: Int32Array, limit: number): string[] {
    const nearest = new BestOf(limit);
    best.forEach((score, owner) => nearest.offer(owner, score));
    return nearest.list().map(({ item }) => this.chunkIds[item] ?? '');
  }

  private fits(vector: Float32Array): boolean {
    return vector.length === this.dimensions && vector.length <= MOST_DIMENSIONS;
  }

  private nextSlot(): number {
    const slot = this.slotOwners.length;
    if (slot === this.blocks.length * BLOCK_VECTORS) this.blocks.push(this.memory.take(this.width));
    this.slotOwners.push(NOBODY);
    return slot;
  }

  private placeOf(slot: number): number {
    const block = this.blocks[Math.floor(slot / BLOCK_VECTORS)] ?? 0;
    return block + 2 * this.width * (slot % BLOCK_VECTORS);
  }
}
