import { PortError } from '../../../../ports/errors.ts';
import { compileScan, type Scan } from './scan-module.ts';

const PAGE = 65_536;
/** 4 GiB, all that 32-bit addresses reach: five million vectors of 384 numbers. */
const MOST_PAGES = 65_536;
/** Longest vector there is room for beside the scores, in numbers. */
export const MOST_DIMENSIONS = 8192;
/** Vectors that are taken, given back and scanned together. */
export const BLOCK_VECTORS = 128;
/** A component of a vector of length 1 becomes a whole number: the dot product of two such vectors is at most SCALE². */
const SCALE = 32_767;
/** The scan reads 32 numbers at a time. */
const WIDTH_STEP = 32;
const SCORES_AT = 2 * MOST_DIMENSIONS;

/** Numbers that a vector takes up. */
export function widthOf(dimensions: number): number {
  return Math.ceil(dimensions / WIDTH_STEP) * WIDTH_STEP;
}

/** A vector in whole numbers: 2 bytes each, wrong by 0.00001 in a cosine. */
export function toWholeNumbers(vector: Float32Array, width: number): Int16Array {
  const numbers = new Int16Array(width);
  vector.forEach((value, index) => {
    numbers[index] = Math.max(-SCALE, Math.min(SCALE, Math.round(value * SCALE)));
  });
  return numbers;
}

export function toCosine(dotProduct: number): number {
  return Math.max(-1, Math.min(1, dotProduct / (SCALE * SCALE)));
}

/**
 * Vectors of all tenants of this process, outside of JavaScript's heap: blocks are taken and given back, the memory never
 * shrinks. The first page holds the question and the scores of one block.
 */
export class VectorMemory {
  private memory: WebAssembly.Memory | undefined;
  private scanVectors: Scan | undefined;
  private end = PAGE;
  private readonly free = new Map<number, number[]>();

  /** Bytes taken so far, those given back included. */
  get size(): number {
    return this.end;
  }

  /** Place of a block for vectors of a width. Fails with PortError when 4 GiB are full. */
  take(width: number): number {
    const given = this.free.get(width)?.pop();
    if (given !== undefined) return given;
    const bytes = 2 * width * BLOCK_VECTORS;
    const memory = this.open();
    const missing = this.end + bytes - memory.buffer.byteLength;
    if (missing > 0) grow(memory, Math.ceil(missing / PAGE));
    const place = this.end;
    this.end += bytes;
    return place;
  }

  give(width: number, blocks: readonly number[]): void {
    this.free.set(width, [...(this.free.get(width) ?? []), ...blocks]);
  }

  write(place: number, numbers: Int16Array): void {
    new Int16Array(this.open().buffer, place, numbers.length).set(numbers);
  }

  /** Dot products of the question last set and every vector of a block; overwritten by the next call. */
  scan(block: number, width: number): Int32Array {
    this.open();
    this.scanVectors?.(block, BLOCK_VECTORS, width, SCORES_AT);
    return new Int32Array(this.open().buffer, SCORES_AT, BLOCK_VECTORS);
  }

  setQuestion(numbers: Int16Array): void {
    this.write(0, numbers);
  }

  private open(): WebAssembly.Memory {
    if (!this.memory) {
      this.memory = new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES });
      this.scanVectors = compileScan(this.memory);
    }
    return this.memory;
  }
}

function grow(memory: WebAssembly.Memory, pages: number): void {
  try {
    memory.grow(pages);
  } catch (cause) {
    throw new PortError({ port: 'search', retryable: false, reason: 'no memory left for vectors', cause });
  }
}
