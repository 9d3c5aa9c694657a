import type OpenAI from 'openai';
import { type ChatAnswer, type ChatModel, ChatModelError, type ChatRequest } from '../../ports/chat-model.ts';
import { answerOf, type ModelEndpoint } from './endpoint.ts';
import { brokenCall } from './model-failure.ts';
import { openAiFailure, openAiLoader } from './openai-client.ts';

/** A model behind any endpoint that speaks OpenAI's chat completions. The client is loaded with the first call. */
export function createOpenAiModel(endpoint: ModelEndpoint): ChatModel {
  const load = openAiLoader(endpoint);
  return {
    provider: endpoint.provider,
    model: endpoint.model,
    async complete(request) {
      const { client, sdk } = await load();
      try {
        const completion: unknown = await client.chat.completions.create(bodyOf(endpoint, request), {
          signal: request.signal,
        });
        return readCompletion(endpoint, completion);
      } catch (cause) {
        throw cause instanceof ChatModelError ? cause : new ChatModelError(openAiFailure(sdk, request.signal, cause));
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

/** Reads an answer without trusting it: compatible servers leave out what they like. */
function readCompletion(endpoint: ModelEndpoint, completion: unknown): ChatAnswer {
  const { choices, usage } = asRecord(completion);
  const choice = asRecord(Array.isArray(choices) ? choices[0] : undefined);
  const { content } = asRecord(choice['message']);
  if (typeof content !== 'string' || content.trim() === '') {
    if (choice['finish_reason'] === 'content_filter') {
      throw new ChatModelError({ fault: 'request', retryable: true, reason: 'refused by the content filter' });
    }
    throw new ChatModelError(brokenCall('the answer holds no text'));
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
