import type { ChunkTokens } from '../../../ports/search.ts';
import { tokenHash } from '../scoring/token-hash.ts';

/** How often each token occurs in one field of a passage. */
export interface TokenCounts {
  /** Tokens in all. */
  readonly length: number;
  /** Hashes of the distinct tokens, ascending. */
  readonly hashes: Uint32Array;
  /** Occurrences of each, at most 255. */
  readonly frequencies: Uint8Array;
}

/** A passage by its fields: the question and its phrasings, a row each, and the answer. */
export interface TokenisedPassage {
  readonly rows: readonly TokenCounts[];
  readonly answer: TokenCounts;
}

const HIGHEST_FREQUENCY = 255;
/** Numbers of the head for each field: its tokens and its distinct tokens. */
const HEAD = 2;

/** Counts the tokens of a passage. */
export function countTokens({ question, answer, phrasings }: ChunkTokens): TokenisedPassage {
  return { rows: [question, ...phrasings].map(countField), answer: countField(answer) };
}

function countField(tokens: readonly string[]): TokenCounts {
  const sorted = Uint32Array.from(tokens, tokenHash).sort();
  const hashes = new Uint32Array(sorted.length);
  const frequencies = new Uint8Array(sorted.length);
  let distinct = 0;
  for (const hash of sorted) {
    if (distinct === 0 || hashes[distinct - 1] !== hash) {
      hashes[distinct] = hash;
      distinct += 1;
    }
    const last = distinct - 1;
    frequencies[last] = Math.min(HIGHEST_FREQUENCY, (frequencies[last] ?? 0) + 1);
  }
  return { length: tokens.length, hashes: hashes.slice(0, distinct), frequencies: frequencies.slice(0, distinct) };
}

/**
 * Writes the counts as text, to be kept with the passage: a search brings hundreds of them back, and counting their words
 * again would cost more than the search. Layout: number of fields, head of each, hashes of all, frequencies of all.
 */
export function pack({ rows, answer }: TokenisedPassage): string {
  const fields = [...rows, answer];
  const distinct = fields.reduce((sum, { hashes }) => sum + hashes.length, 0);
  const head = 1 + HEAD * fields.length;
  const words = new Uint32Array(head + distinct);
  const frequencies = new Uint8Array(distinct);
  words[0] = fields.length;
  let at = 0;
  fields.forEach((field, index) => {
    words[1 + HEAD * index] = field.length;
    words[2 + HEAD * index] = field.hashes.length;
    words.set(field.hashes, head + at);
    frequencies.set(field.frequencies, at);
    at += field.hashes.length;
  });
  return Buffer.concat([new Uint8Array(words.buffer), frequencies]).toString('base64');
}

/** Reads what pack wrote. */
export function unpack(text: string): TokenisedPassage {
  // A copy of its own: the pool that Buffer takes small pieces from is not aligned to whole words.
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'));
  const count = new Uint32Array(bytes.buffer, 0, 1)[0] ?? 0;
  const heads = new Uint32Array(bytes.buffer, 4, HEAD * count);
  const distinct = heads.reduce((sum, value, index) => (index % HEAD === 1 ? sum + value : sum), 0);
  const hashes = new Uint32Array(bytes.buffer, 4 + heads.byteLength, distinct);
  const frequencies = bytes.subarray(hashes.byteOffset + hashes.byteLength);
  const fields: TokenCounts[] = [];
  let at = 0;
  for (let field = 0; field < count; field += 1) {
    const end = at + (heads[HEAD * field + 1] ?? 0);
    fields.push({
      length: heads[HEAD * field] ?? 0,
      hashes: hashes.subarray(at, end),
      frequencies: frequencies.subarray(at, end),
    });
    at = end;
  }
  const answer = fields.pop();
  if (!answer) throw new Error('a packed passage without fields');
  return { rows: fields, answer };
}
