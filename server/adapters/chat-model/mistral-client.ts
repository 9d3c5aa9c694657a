import type { Mistral } from '@mistralai/mistralai';
import { brokenCall, type CallFailure, endedCall, refusedCall } from './model-failure.ts';

/** Answers Mistral's client, which costs 0.8 s and 136 MB to load: it is loaded with the first call. */
export function mistralLoader(address: { readonly apiKey: string; readonly baseUrl: string }): () => Promise<Mistral> {
  let loading: Promise<Mistral> | undefined;
  const load = async (): Promise<Mistral> => {
    const sdk = await import('@mistralai/mistralai');
    return new sdk.Mistral({ apiKey: address.apiKey, serverURL: address.baseUrl, retryConfig: { strategy: 'none' } });
  };
  return () => (loading ??= load());
}

/** What a failed call of the client says. */
export async function mistralFailure(signal: AbortSignal, cause: unknown): Promise<CallFailure> {
  if (signal.aborted) return endedCall(cause);
  const errors = await import('@mistralai/mistralai/models/errors');
  if (cause instanceof errors.MistralError) {
    const { statusCode: status, headers } = cause;
    if (status >= 400) return refusedCall({ status, retryAfter: headers.get('retry-after'), cause });
    return brokenCall('the answer is not what the protocol says', cause);
  }
  if (cause instanceof SyntaxError || (cause instanceof Error && cause.name.includes('Validation'))) {
    return brokenCall('the answer is not what the protocol says', cause);
  }
  return brokenCall('no connection', cause);
}
