import type { Clock } from '../../ports/clock.ts';
import type { Embedder } from '../../ports/embedder.ts';
import type { CircuitBreaker } from '../chat-model/circuit-breaker.ts';
import { brokenCall } from '../chat-model/model-failure.ts';
import { EmbeddingFailure } from './embedding-failure.ts';
import type { EmbeddingModel } from './embedding-model.ts';

export interface AskedOptions {
  /** Milliseconds a question waits for its vector at most. */
  readonly timeoutMs: number;
  readonly clock: Clock;
  readonly breaker: CircuitBreaker;
}

/** The manner for a question somebody waits for: one try within its time-out, none while the breaker is open. */
export function createAskedEmbedder(model: EmbeddingModel, { timeoutMs, clock, breaker }: AskedOptions): Embedder {
  return {
    get space() {
      return model.space;
    },
    batchSize: 1,
    async embed(texts, purpose, signal) {
      if (!breaker.enter(clock.now())) throw new EmbeddingFailure(brokenCall('breaker open'));
      try {
        const vectors = await model.ask({ texts, purpose }, { signal, timeoutMs });
        breaker.succeeded();
        return vectors;
      } catch (cause) {
        if (cause instanceof EmbeddingFailure && cause.fault === 'provider') {
          breaker.failed(clock.now(), !cause.retryable, cause.retryAfterMs);
        } else breaker.released();
        throw cause;
      }
    },
  };
}
