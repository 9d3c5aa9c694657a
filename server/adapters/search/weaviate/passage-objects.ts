import { createHash } from 'node:crypto';
import type { EmbeddingSpace } from '../../../ports/embedder.ts';
import type { SearchChunk } from '../../../ports/search.ts';
import { countTokens, pack, type TokenisedPassage } from './packed-passage.ts';
import type { PassageProperties } from './passage-collection.ts';

/** An object as it is written. */
export interface PassageObject {
  readonly id: string;
  readonly properties: PassageProperties;
  readonly vector: Float32Array | undefined;
}

/** Where a passage stands: an object for each of its vectors, at least one, and all ids begin alike. */
export interface Footprint {
  readonly stem: string;
  readonly vectors: number;
}

/** A passage with all that is written for it. */
export interface PreparedPassage {
  readonly chunkId: string;
  readonly footprint: Footprint;
  readonly counts: TokenisedPassage;
  readonly written: readonly PassageObject[];
}

/** Hexadecimal digits at the end of an id that count a passage's objects. */
const ROW_DIGITS = 4;
/** More vectors than this are left out; a question is not phrased in a thousand ways. */
const MOST_OBJECTS = 1000;

/**
 * The objects of a passage. Their ids are made from everything in them, so what is written is never changed: the same
 * passage written twice, by whichever hub, is one, and another text or vector is another object beside it.
 */
export function preparePassage(tenantId: string, chunk: SearchChunk, space: EmbeddingSpace | null): PreparedPassage {
  const { chunkId, groupId = chunkId, tokens } = chunk;
  const counts = countTokens(tokens);
  const packed = pack(counts);
  const vectors = (chunk.vectors ?? []).filter(({ length }) => length === space?.dimensions).slice(0, MOST_OBJECTS);
  const stem = stemOf([tenantId, chunkId, groupId, packed, ...vectors.map(bytesOf)]);
  const words = {
    question: tokens.question.join(' '),
    phrasings: tokens.phrasings.flat().join(' '),
    answer: tokens.answer.join(' '),
  };
  const footprint = { stem, vectors: vectors.length };
  const written = objectIds(footprint).map((id, row): PassageObject => {
    // Words find a passage once; the others stand for their vectors alone.
    const fields = row === 0 ? words : { question: '', phrasings: '', answer: '' };
    return { id, properties: { ...fields, chunkId, groupId, packed }, vector: vectors[row] };
  });
  return { chunkId, footprint, counts, written };
}

/** Ids of the objects of a passage. */
export function objectIds({ stem, vectors }: Footprint): string[] {
  return Array.from({ length: Math.max(1, vectors) }, (_, row) => objectId(stem, row));
}

/** What the ids of a passage's objects begin with. */
export function stemOfId(id: string): string {
  return id.slice(0, -ROW_DIGITS);
}

/**
 * An object that says something of a tenant: `filled`, that everything has been put in once; `opened`, by the time of its
 * writing, when a hub last began to. It holds no words and no vector, so no search finds it.
 */
export function tenantMark(tenantId: string, name: 'filled' | 'opened'): PassageObject {
  return {
    id: objectId(stemOf([tenantId, name]), 0),
    properties: { question: '', phrasings: '', answer: '', chunkId: '', groupId: '', packed: '' },
    vector: undefined,
  };
}

/** A UUID of version 5 without its last digits. */
function stemOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  const digits = hash.digest('hex');
  const parted = [digits.slice(0, 8), digits.slice(8, 12), `5${digits.slice(13, 16)}`, `8${digits.slice(17, 20)}`];
  return `${parted.join('-')}-${digits.slice(20, 32 - ROW_DIGITS)}`;
}

function objectId(stem: string, row: number): string {
  return stem + row.toString(16).padStart(ROW_DIGITS, '0');
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
