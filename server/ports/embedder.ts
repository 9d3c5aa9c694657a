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
  /**
   * One vector for each text, in order, all of the space known when the call began. Fails with PortError (port 'embedder')
   * only; `retryable` says whether later may be better. When the model turns out to be another one, `space` becomes null.
   */
  embed(texts: readonly string[], purpose: EmbeddingPurpose, signal: AbortSignal): Promise<readonly Float32Array[]>;
}

/** off: none is configured, or the local one is not running; starting: it has not answered yet. */
export type EmbedderState = 'off' | 'starting' | 'ready' | 'failing';

/** How the embedding model does, for the console. */
export interface EmbedderHealth {
  readonly state: EmbedderState;
  /** Provider and model; null when there is none. */
  readonly name: string | null;
  /** Why it fails; null otherwise. */
  readonly reason: string | null;
}

/** One model, asked in two manners. Both know the same space. */
export interface Embedders {
  /** For stored texts: patient, and tries again. */
  readonly stored: Embedder;
  /** For a question that a customer waits for: one short try, and none at all while it fails. */
  readonly asked: Embedder;
  /** Whether asking costs nobody anything, so that it may be asked just to see whether it is there. */
  readonly free: boolean;
  /** Asks once for a short text, to learn the space or whether the model is back. Never rejects. */
  probe(signal: AbortSignal): Promise<void>;
  health(): EmbedderHealth;
  /** False while questions are not sent to it because it failed or was too slow for them, even if stored texts still are. */
  takesQuestions(): boolean;
}
