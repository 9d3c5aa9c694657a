/** Fewer texts do not show where the middle of a space is. */
const FEWEST_IN_BACKGROUND = 20;

/**
 * Vectors as seen from the middle of a background of texts about the same matters, of length 1: a model's cosines fill a
 * narrow band of their own, those of what this leaves lie about 0 where two texts have nothing particular in common. Empty
 * when the background is too small.
 */
export function relativeVectors(
  vectors: ReadonlyMap<string, Float32Array>,
  background: readonly Float32Array[],
): Map<string, Float32Array> {
  if (background.length < FEWEST_IN_BACKGROUND) return new Map();
  const middle = meanOf(background);
  return new Map(Array.from(vectors, ([key, vector]) => [key, directionFrom(middle, vector)]));
}

/** The mean of vectors of one space, of which there is at least one. */
function meanOf(vectors: readonly Float32Array[]): Float32Array {
  const mean = new Float32Array(vectors[0]?.length ?? 0);
  for (const vector of vectors) {
    for (const [place, value] of vector.entries()) mean[place] = (mean[place] ?? 0) + value / vectors.length;
  }
  return mean;
}

/** The sum of products; the cosine of vectors of length 1. */
export function dotProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let place = 0; place < a.length; place += 1) sum += (a[place] ?? 0) * (b[place] ?? 0);
  return sum;
}

function directionFrom(middle: Float32Array, vector: Float32Array): Float32Array {
  const direction = vector.map((value, place) => value - (middle[place] ?? 0));
  const length = Math.sqrt(dotProduct(direction, direction));
  return length === 0 ? direction : direction.map((value) => value / length);
}
