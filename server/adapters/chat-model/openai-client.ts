import type OpenAI from 'openai';
import { brokenCall, type CallFailure, endedCall, refusedCall } from './model-failure.ts';

/** Compatible servers without a key refuse an empty header, not a meaningless one. */
const NO_KEY = 'none';

/** A client with the module it came from, whose error classes tell failures apart. */
export interface OpenAiClient {
  readonly client: OpenAI;
  readonly sdk: typeof OpenAI;
}

/** Answers the client of an address; it is loaded with the first call and makes no tries of its own. */
export function openAiLoader(address: {
  readonly apiKey: string;
  readonly baseUrl: string;
}): () => Promise<OpenAiClient> {
  let loading: Promise<OpenAiClient> | undefined;
  const load = async (): Promise<OpenAiClient> => {
    const { default: sdk } = await import('openai');
    const client = new sdk({
      apiKey: address.apiKey === '' ? NO_KEY : address.apiKey,
      baseURL: address.baseUrl,
      // Variables meant for other programs on this machine must not change whom we speak to.
      organization: null,
      project: null,
      maxRetries: 0,
      logLevel: 'off',
    });
    return { client, sdk };
  };
  return () => (loading ??= load());
}

/** What a failed call of the client says. */
export function openAiFailure(sdk: typeof OpenAI, signal: AbortSignal, cause: unknown): CallFailure {
  if (signal.aborted) return endedCall(cause);
  if (cause instanceof sdk.APIError && typeof cause.status === 'number') {
    const headers: unknown = cause.headers;
    const retryAfter = headers instanceof Headers ? headers.get('retry-after') : null;
    return refusedCall({ status: cause.status, retryAfter, code: cause.code ?? cause.type, cause });
  }
  if (cause instanceof SyntaxError) return brokenCall('the answer is not JSON', cause);
  return brokenCall('no connection', cause);
}
