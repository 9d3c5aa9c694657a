import type { EmbeddingPurpose } from '../../ports/embedder.ts';
import type { InputStyle } from './input-style.ts';

/** One embedding model of one provider, ready to be asked. */
export interface EmbeddingEndpoint {
  readonly provider: string;
  readonly model: string;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly style: InputStyle;
}

/** What an endpoint answered. */
export interface EmbeddedTexts {
  /** One for each text, in order, all of one length, each of length 1. */
  readonly vectors: readonly Float32Array[];
  /** Model that the server says it is; null when it does not say. */
  readonly model: string | null;
}

/** Makes one call. Fails with EmbeddingFailure only. */
export type EmbeddingClient = (
  texts: readonly string[],
  purpose: EmbeddingPurpose,
  signal: AbortSignal,
) => Promise<EmbeddedTexts>;
