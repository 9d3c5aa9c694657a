/** Where a term occurs in one field, term by term: documents ascending within each term. */
export interface Postings {
  /** Start of each term's documents, one longer than the terms of the segment. */
  readonly offsets: Uint32Array;
  /** Row or chunk number within the segment. */
  readonly documents: Uint32Array;
  /** How often the term occurs there, at most 255. */
  readonly frequencies: Uint8Array;
}

export const NOT_FOUND = -1;

/** Position of a value in an ascending array between two positions, or NOT_FOUND. */
export function findSorted(values: Uint32Array, wanted: number, from = 0, to = values.length): number {
  let low = from;
  let high = to - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const value = values[middle] ?? 0;
    if (value === wanted) return middle;
    if (value < wanted) low = middle + 1;
    else high = middle - 1;
  }
  return NOT_FOUND;
}

/** How often a term occurs in a document; 0 when it does not. */
export function frequencyOf(postings: Postings, term: number, document: number): number {
  const from = postings.offsets[term] ?? 0;
  const to = postings.offsets[term + 1] ?? 0;
  const found = findSorted(postings.documents, document, from, to);
  return found === NOT_FOUND ? 0 : (postings.frequencies[found] ?? 0);
}
