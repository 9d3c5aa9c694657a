import { tokenHash } from '../../server/adapters/search/scoring/token-hash.ts';
import { tokenise } from '../../server/modules/knowledge/tokens.ts';
import type { Embedder } from '../../server/ports/embedder.ts';

const DIMENSIONS = 256;

/** Vectors that texts with the same tokens share: no model, but near and far as a model's are, and the same every time. */
export class BagEmbedder implements Embedder {
  readonly space = { name: 'test/bags', dimensions: DIMENSIONS };
  readonly batchSize = 1000;
  private readonly meant: (text: string) => string;

  /** `meant` says what a text stands for. */
  constructor(meant: (text: string) => string = (text) => text) {
    this.meant = meant;
  }

  embed(texts: readonly string[]): Promise<Float32Array[]> {
    return Promise.resolve(texts.map((text) => bagOf(this.meant(text))));
  }
}

function bagOf(text: string): Float32Array {
  const vector = new Float32Array(DIMENSIONS).fill(0.01);
  for (const token of tokenise(text)) {
    const place = tokenHash(token) % DIMENSIONS;
    vector[place] = (vector[place] ?? 0) + 1;
  }
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}
