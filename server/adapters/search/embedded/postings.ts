import { findSorted, NOT_FOUND } from '../scoring/sorted-search.ts';

/** Where a term occurs in one field, term by term: documents ascending within each term. */
export interface Postings {
  /** Start of each term's documents, one longer than the terms of the segment. */
  readonly offsets: Uint32Array;
  /** Row or chunk number within the segment. */
  readonly documents: Uint32Array;
  /** How often the term occurs there, at most 255. */
  readonly frequencies: Uint8Array;
}

/** How often a term occurs in a document; 0 when it does not. */
export function frequencyOf(postings: Postings, term: number, document: number): number {
  const from = postings.offsets[term] ?? 0;
  const to = postings.offsets[term + 1] ?? 0;
  const found = findSorted(postings.documents, document, from, to);
  return found === NOT_FOUND ? 0 : (postings.frequencies[found] ?? 0);
}
