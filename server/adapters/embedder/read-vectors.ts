import { brokenAnswer } from './embedding-failure.ts';

/**
 * Reads the list of an answer without trusting it: servers leave the order to `index`, encode as base64 unasked, and fail
 * by numbers that are none. Answers one vector of length 1 for each text; throws an EmbeddingFailure when it cannot.
 */
export function readVectors(items: unknown, count: number): readonly Float32Array[] {
  if (!Array.isArray(items)) throw brokenAnswer('the answer holds no vectors');
  if (items.length !== count) throw brokenAnswer(`${items.length} vectors for ${count} texts`);
  const vectors: Float32Array[] = [];
  items.forEach((item: unknown, place) => {
    const { index = place, embedding } = asRecord(item);
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= count || vectors[index])
      throw brokenAnswer('the vectors are not numbered as the texts');
    vectors[index] = ofLengthOne(numbersOf(embedding));
  });
  const dimensions = vectors[0]?.length;
  if (vectors.some(({ length }) => length !== dimensions)) throw brokenAnswer('vectors of different dimensions');
  return vectors;
}

function numbersOf(embedding: unknown): Float32Array {
  if (Array.isArray(embedding)) return Float32Array.from(embedding, Number);
  if (typeof embedding !== 'string') throw brokenAnswer('the answer holds no vectors');
  const bytes = Buffer.from(embedding, 'base64');
  const numbers = new Float32Array(Math.floor(bytes.length / 4));
  for (let place = 0; place < numbers.length; place += 1) numbers[place] = bytes.readFloatLE(place * 4);
  return numbers;
}

function ofLengthOne(numbers: Float32Array): Float32Array {
  let squares = 0;
  for (const number of numbers) squares += number * number;
  if (!Number.isFinite(squares) || squares === 0) throw brokenAnswer('a vector holds no usable numbers');
  const length = Math.sqrt(squares);
  return numbers.map((number) => number / length);
}

export function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
