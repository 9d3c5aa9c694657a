import { describe, expect, it } from 'vitest';
import { VectorMemory } from '../../../server/adapters/search/embedded/vectors/vector-memory.ts';
import { VectorTable } from '../../../server/adapters/search/embedded/vectors/vector-table.ts';
import { randomNumbers } from '../../support/random-numbers.ts';

const DIMENSIONS = 50;
const random = randomNumbers(23);

function randomVector(): Float32Array {
  const vector = Float32Array.from({ length: DIMENSIONS }, () => random() - 0.3);
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

function dot(left: Float32Array, right: Float32Array): number {
  return left.reduce((sum, value, index) => sum + value * (right[index] ?? 0), 0);
}

function put(table: VectorTable, chunkId: string, ...vectors: Float32Array[]): void {
  const tokens = { question: [], answer: [], phrasings: [] };
  table.put(table.prepare({ chunkId, tokens, vectors }));
}

describe('vectors of a tenant', () => {
  it('are compared exactly, each passage by its nearest', () => {
    const table = new VectorTable(new VectorMemory(), DIMENSIONS);
    const passages = Array.from({ length: 700 }, (_, number) => ({
      id: `p${number}`,
      vectors: Array.from({ length: 1 + (number % 3) }, randomVector),
    }));
    for (const { id, vectors } of passages) put(table, id, ...vectors);
    for (let round = 0; round < 20; round += 1) {
      const question = randomVector();
      const nearness = table.compare(question);
      const exact = passages.map(({ id, vectors }) => ({
        id,
        cosine: Math.max(...vectors.map((each) => dot(question, each))),
      }));
      for (const { id, cosine } of exact) expect(nearness?.of(id)).toBeCloseTo(cosine, 4);
      const best = exact.toSorted((left, right) => right.cosine - left.cosine).slice(0, 10);
      expect(nearness?.nearest(10)).toEqual(best.map(({ id }) => id));
    }
  });

  it('neither overflow at the ends of their range nor pass 1', () => {
    const table = new VectorTable(new VectorMemory(), DIMENSIONS);
    const axis = new Float32Array(DIMENSIONS);
    axis[7] = 1;
    put(table, 'same', axis);
    put(
      table,
      'opposite',
      axis.map((value) => -value),
    );
    const nearness = table.compare(axis);
    expect(nearness?.of('same')).toBe(1);
    expect(nearness?.of('opposite')).toBe(-1);
    expect(nearness?.of('unknown')).toBeNull();
  });

  it('take the place of those that went, and give memory back when their tenant goes', () => {
    const memory = new VectorMemory();
    const first = new VectorTable(memory, DIMENSIONS);
    for (let number = 0; number < 300; number += 1) put(first, `a${number}`, randomVector());
    for (let number = 0; number < 300; number += 1) first.remove(`a${number}`);
    expect(first.compare(randomVector())).toBeUndefined();
    const wanted = randomVector();
    put(first, 'b', wanted);
    expect(first.compare(wanted)?.nearest(3)).toEqual(['b']);
    const size = memory.size;
    first.close();
    const second = new VectorTable(memory, DIMENSIONS);
    for (let number = 0; number < 300; number += 1) put(second, `c${number}`, randomVector());
    expect(memory.size).toBe(size);
    expect(second.compare(wanted)?.of('b')).toBeNull();
    put(first, 'late', wanted);
    expect(first.compare(wanted)).toBeUndefined();
  });

  it('of two tenants stay apart', () => {
    const memory = new VectorMemory();
    const [left, right] = [new VectorTable(memory, DIMENSIONS), new VectorTable(memory, DIMENSIONS)];
    const vector = randomVector();
    put(left, 'left', vector);
    put(right, 'right', vector);
    expect(left.compare(vector)?.nearest(5)).toEqual(['left']);
    expect(right.compare(vector)?.nearest(5)).toEqual(['right']);
  });
});
