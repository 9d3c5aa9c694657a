import type { Mistral } from '@mistralai/mistralai';
import type { ContentChunk } from '@mistralai/mistralai/models/components';
import { type ChatModel, ChatModelError } from '../../ports/chat-model.ts';
import { answerOf, type ModelEndpoint } from './endpoint.ts';
import { brokenCall, endedCall, refusedCall } from './model-failure.ts';

/** A model of Mistral. Its client costs 0.8 s and 136 MB to load, so it is loaded with the first call. */
export function createMistralModel(endpoint: ModelEndpoint): ChatModel {
  let loading: Promise<Mistral> | undefined;
  const load = async (): Promise<Mistral> => {
    const sdk = await import('@mistralai/mistralai');
    return new sdk.Mistral({
      apiKey: endpoint.apiKey,
      serverURL: endpoint.baseUrl,
      retryConfig: { strategy: 'none' },
    });
  };
  return {
    provider: endpoint.provider,
    model: endpoint.model,
    async complete(request) {
      loading ??= load();
      const client = await loading;
      try {
        const completion = await client.chat.complete(
          {
            model: endpoint.model,
            messages: [{ role: 'system', content: request.system }, ...request.messages],
            maxTokens: request.maxTokens,
            temperature: request.temperature,
          },
          { signal: request.signal },
        );
        const [choice] = completion.choices;
        const text = textOf(choice?.message?.content);
        if (text === '') throw brokenCall('the answer holds no text');
        const { promptTokens: prompt, completionTokens: completed } = completion.usage;
        return answerOf(endpoint, text, { prompt, completion: completed }, isCut(choice?.finishReason));
      } catch (cause) {
        throw await failureOf(request.signal, cause);
      }
    },
  };
}

function isCut(reason: string | undefined): boolean {
  return reason === 'length' || reason === 'model_length';
}

function textOf(content: string | readonly ContentChunk[] | null | undefined): string {
  if (typeof content === 'string') return content.trim();
  return (content ?? [])
    .map((chunk) => (chunk.type === 'text' ? chunk.text : ''))
    .join('')
    .trim();
}

async function failureOf(signal: AbortSignal, cause: unknown): Promise<ChatModelError> {
  if (cause instanceof ChatModelError) return cause;
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
