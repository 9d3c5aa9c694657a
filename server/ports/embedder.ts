/** What a text is embedded as: a question (asked, or stored as the question of an entry), or running text that may answer one. */
export type EmbeddingPurpose = 'query' | 'passage';

/** Names the space that vectors live in. Vectors of two spaces are never compared. */
export interface EmbeddingSpace {
  /** Provider, model and version, e.g. `local/multilingual-e5-small`. */
  readonly name: string;
  readonly dimensions: number;
}

/** A model that turns texts into vectors of length 1, so that their dot product is their cosine. */
export interface Embedder {
  /** Known after the first answer of the model; null before. */
  readonly space: EmbeddingSpace | null;
  /** Texts sent in one call at most. */
  readonly batchSize: number;
  /** One vector for each text, in order. Fails with PortError (port 'embedder') only; `retryable` says whether later may be better. */
  embed(texts: readonly string[], purpose: EmbeddingPurpose, signal: AbortSignal): Promise<readonly Float32Array[]>;
}
