import type OpenAI from 'openai';
import { type ChatAnswer, type ChatModel, ChatModelError, type ChatRequest } from '../../ports/chat-model.ts';
import { answerOf, type ModelEndpoint } from './endpoint.ts';
import { brokenCall, endedCall, refusedCall } from './model-failure.ts';

/** Compatible servers without a key refuse an empty header, not a meaningless one. */
const NO_KEY = 'none';

/** A model behind any endpoint that speaks OpenAI's chat completions. The client is loaded with the first call. */
export function createOpenAiModel(endpoint: ModelEndpoint): ChatModel {
  let loading: Promise<{ client: OpenAI; sdk: typeof OpenAI }> | undefined;
  const load = async (): Promise<{ client: OpenAI; sdk: typeof OpenAI }> => {
    const { default: sdk } = await import('openai');
    const client = new sdk({
      apiKey: endpoint.apiKey === '' ? NO_KEY : endpoint.apiKey,
      baseURL: endpoint.baseUrl,
      // Variables meant for other programs on this machine must not change whom we speak to.
      organization: null,
      project: null,
      maxRetries: 0,
      logLevel: 'off',
    });
    return { client, sdk };
  };
  return {
    provider: endpoint.provider,
    model: endpoint.model,
    async complete(request) {
      loading ??= load();
      const { client, sdk } = await loading;
      try {
        const completion: unknown = await client.chat.completions.create(bodyOf(endpoint, request), {
          signal: request.signal,
        });
        return readCompletion(endpoint, completion);
      } catch (cause) {
        throw failureOf(sdk, request.signal, cause);
      }
    },
  };
}

function bodyOf(endpoint: ModelEndpoint, request: ChatRequest): OpenAI.ChatCompletionCreateParamsNonStreaming {
  return {
    model: endpoint.model,
    messages: [{ role: 'system', content: request.system }, ...request.messages],
    temperature: request.temperature,
    [endpoint.tokenLimit]: request.maxTokens,
  };
}

function failureOf(sdk: typeof OpenAI, signal: AbortSignal, cause: unknown): ChatModelError {
  if (cause instanceof ChatModelError) return cause;
  if (signal.aborted) return endedCall(cause);
  if (cause instanceof sdk.APIError && typeof cause.status === 'number') {
    const headers: unknown = cause.headers;
    const retryAfter = headers instanceof Headers ? headers.get('retry-after') : null;
    return refusedCall({ status: cause.status, retryAfter, code: cause.code ?? cause.type, cause });
  }
  if (cause instanceof SyntaxError) return brokenCall('the answer is not JSON', cause);
  return brokenCall('no connection', cause);
}

/** Reads an answer without trusting it: compatible servers leave out what they like. */
function readCompletion(endpoint: ModelEndpoint, completion: unknown): ChatAnswer {
  const { choices, usage } = asRecord(completion);
  const choice = asRecord(Array.isArray(choices) ? choices[0] : undefined);
  const { content } = asRecord(choice['message']);
  if (typeof content !== 'string' || content.trim() === '') {
    if (choice['finish_reason'] === 'content_filter') {
      throw new ChatModelError({ fault: 'request', retryable: true, reason: 'refused by the content filter' });
    }
    throw brokenCall('the answer holds no text');
  }
  const { prompt_tokens: prompt, completion_tokens: completed } = asRecord(usage);
  const tokens = { prompt: asCount(prompt), completion: asCount(completed) };
  return answerOf(endpoint, content.trim(), tokens, choice['finish_reason'] === 'length');
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function asCount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}
