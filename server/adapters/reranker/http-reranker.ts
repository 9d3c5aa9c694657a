import { z } from 'zod';
import { PortError } from '../../ports/errors.ts';
import type { Reranker } from '../../ports/reranker.ts';
import { answerText } from '../answer-text.ts';
import { type CircuitBreaker, createCircuitBreaker } from '../chat-model/circuit-breaker.ts';

export interface HttpRerankerOptions {
  /** Whole address of the endpoint, e.g. https://api.jina.ai/v1/rerank or http://localhost:8080/rerank. */
  readonly url: string;
  /** With a model it is asked as Jina and Cohere are, without one as Text Embeddings Inference (TEI) is. */
  readonly model?: string;
  readonly apiKey?: string;
  /** Milliseconds for one answer (1,000): a turn waits for it. */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 1_000;
/** Ten relevances are a few hundred bytes, with texts sent back some 100 kB. */
const MOST_ANSWER_BYTES = 1024 * 1024;

const Scored = z.object({
  index: z.number().int().min(0),
  score: z.number().optional(),
  relevance_score: z.number().optional(),
});
const Answer = z.union([z.array(Scored), z.object({ results: z.array(Scored) }).transform(({ results }) => results)]);

/** An endpoint that speaks the common /rerank protocol. After failures in a row it is left alone for a while. */
export class HttpReranker implements Reranker {
  readonly #options: HttpRerankerOptions;
  readonly #breaker: CircuitBreaker;

  constructor(options: HttpRerankerOptions, breaker: CircuitBreaker = createCircuitBreaker()) {
    this.#options = options;
    this.#breaker = breaker;
  }

  async rerank(question: string, passages: readonly string[], signal: AbortSignal): Promise<readonly number[]> {
    if (!this.#breaker.enter(Date.now())) throw failure('left alone after failures', true);
    try {
      const scores = relevances(await this.#ask(question, passages, signal), passages.length);
      this.#breaker.succeeded();
      return scores;
    } catch (cause) {
      if (signal.aborted) this.#breaker.released();
      else this.#breaker.failed(Date.now(), cause instanceof PortError && !cause.retryable);
      throw cause instanceof PortError ? cause : failure('not reached in time', true, cause);
    }
  }

  async #ask(question: string, passages: readonly string[], signal: AbortSignal): Promise<unknown> {
    const { url, model, apiKey, timeoutMs = TIMEOUT_MS } = this.#options;
    const body = model
      ? { model, query: question, documents: passages, top_n: passages.length, return_documents: false }
      : { query: question, texts: passages, truncate: true };
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(apiKey && { authorization: `Bearer ${apiKey}` }) },
      body: JSON.stringify(body),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw failure(`HTTP ${response.status}`, response.status === 429 || response.status >= 500);
    }
    return readAnswer(await answerText(response, MOST_ANSWER_BYTES, () => failure('the answer is too long', false)));
  }
}

/** The endpoint that was configured; null when none was. */
export function createReranker(options: HttpRerankerOptions | null): Reranker | null {
  return options && new HttpReranker(options);
}

function readAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw failure('the answer is no JSON', true, cause);
  }
}

/** Scores come in any order; one is missing or twice: the answer cannot be used. */
function relevances(answer: unknown, count: number): number[] {
  const read = Answer.safeParse(answer);
  if (!read.success) throw failure('the answer is not what the protocol says', false, read.error);
  const scores = new Map(read.data.map(({ index, score, relevance_score }) => [index, relevance_score ?? score]));
  const ordered = Array.from({ length: count }, (_, index) => scores.get(index));
  const known = ordered.filter((score) => score !== undefined && Number.isFinite(score));
  if (known.length !== count || scores.size !== count)
    throw failure('a relevance for each passage was expected', false);
  return known as number[];
}

function failure(reason: string, retryable: boolean, cause?: unknown): PortError {
  return new PortError({ port: 'reranker', retryable, reason, cause });
}
