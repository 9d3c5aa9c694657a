/** How often each term of a query occurs in one field: frequencies stand in the order of the query's terms. */
export interface FieldCounts {
  readonly frequencies: ArrayLike<number>;
  /** Tokens of the field. */
  readonly length: number;
}

/** The question of a passage or another phrasing of it. */
export interface RowCounts extends FieldCounts {
  /** Length of its tf-idf vector. */
  readonly norm: number;
  /** Sum of its tokens' idf, repeats counted. */
  readonly mass: number;
}

/**
 * A passage as a query sees it; from here on scores do not depend on where passages are kept. The embedded index reads
 * it from its postings, an index elsewhere from counts that it keeps with them.
 */
export interface PassageCounts {
  /** The question first, then the other phrasings; at least one. */
  readonly rows: readonly RowCounts[];
  readonly answer: FieldCounts;
}
