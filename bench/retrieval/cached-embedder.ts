import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Embedder, EmbeddingPurpose, EmbeddingSpace } from '../../server/ports/embedder.ts';

const HASH_BYTES = 32;
const FLOAT_BYTES = 4;

/** Keeps every vector in a file of a folder, one file a space: 20,000 texts take minutes once and nothing afterwards. */
export class CachedEmbedder implements Embedder {
  readonly batchSize: number;
  private readonly inner: Embedder;
  private readonly folder: string;
  private readonly vectors = new Map<string, Float32Array>();
  private opened: { readonly space: EmbeddingSpace; readonly file: string } | undefined;

  constructor(inner: Embedder, folder: string) {
    this.inner = inner;
    this.folder = folder;
    this.batchSize = inner.batchSize;
  }

  get space(): EmbeddingSpace | null {
    return this.opened?.space ?? null;
  }

  async embed(
    texts: readonly string[],
    purpose: EmbeddingPurpose,
    signal: AbortSignal,
  ): Promise<readonly Float32Array[]> {
    const { file } = await this.open(signal);
    const missing = Array.from(new Set(texts)).filter((text) => !this.vectors.has(keyOf(text, purpose)));
    for (let from = 0; from < missing.length; from += this.batchSize) {
      const batch = missing.slice(from, from + this.batchSize);
      const made = await this.inner.embed(batch, purpose, signal);
      batch.forEach((text, index) => this.keep(file, keyOf(text, purpose), made[index] ?? new Float32Array()));
    }
    return texts.map((text) => this.vectors.get(keyOf(text, purpose)) ?? new Float32Array());
  }

  private async open(signal: AbortSignal): Promise<{ readonly file: string }> {
    if (this.opened) return this.opened;
    await this.inner.embed(['你好'], 'query', signal);
    const { space } = this.inner;
    if (!space) throw new Error('the embedder answered without naming its space');
    mkdirSync(this.folder, { recursive: true });
    const opened = { space, file: join(this.folder, `${encodeURIComponent(space.name)}.vectors`) };
    if (existsSync(opened.file)) this.read(opened.file, space.dimensions);
    this.opened = opened;
    return opened;
  }

  private read(file: string, dimensions: number): void {
    const bytes = readFileSync(file);
    const size = HASH_BYTES + dimensions * FLOAT_BYTES;
    for (let at = 0; at + size <= bytes.length; at += size) {
      const vector = new Float32Array(dimensions);
      for (let index = 0; index < dimensions; index += 1) {
        vector[index] = bytes.readFloatLE(at + HASH_BYTES + index * FLOAT_BYTES);
      }
      this.vectors.set(bytes.subarray(at, at + HASH_BYTES).toString('hex'), vector);
    }
  }

  private keep(file: string, key: string, vector: Float32Array): void {
    this.vectors.set(key, vector);
    appendFileSync(file, Buffer.concat([Buffer.from(key, 'hex'), Buffer.from(vector.buffer)]));
  }
}

function keyOf(text: string, purpose: EmbeddingPurpose): string {
  return createHash('sha256').update(`${purpose}\0${text}`).digest('hex');
}
