/**
 * What idf and length normalisation need to know about all passages of a tenant. Whoever keeps the passages keeps it:
 * the embedded index in its segments, an index elsewhere beside it.
 */
export interface PassageStatistics {
  readonly chunks: number;
  /** Questions and phrasings that are not empty, and their tokens. */
  readonly rows: number;
  readonly rowTokens: number;
  /** Answers that are not empty, and their tokens. */
  readonly answers: number;
  readonly answerTokens: number;
  /** Passages that hold a token in any field, by its tokenHash. */
  holders(hash: number): number;
}
