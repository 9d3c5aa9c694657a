/** A model that reads a question and passages together and says how well each answers: slower and better than vectors. */
export interface Reranker {
  /** One relevance for each passage, in order; larger is better, comparable within one call only. Fails with PortError (port 'reranker') only. */
  rerank(question: string, passages: readonly string[], signal: AbortSignal): Promise<readonly number[]>;
}
