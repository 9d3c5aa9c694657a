import type { ContentChunk } from '@mistralai/mistralai/models/components';
import { type ChatModel, ChatModelError } from '../../ports/chat-model.ts';
import { answerOf, type ModelEndpoint } from './endpoint.ts';
import { mistralFailure, mistralLoader } from './mistral-client.ts';
import { brokenCall } from './model-failure.ts';

/** A model of Mistral. */
export function createMistralModel(endpoint: ModelEndpoint): ChatModel {
  const load = mistralLoader(endpoint);
  return {
    provider: endpoint.provider,
    model: endpoint.model,
    async complete(request) {
      const client = await load();
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
        if (text === '') throw new ChatModelError(brokenCall('the answer holds no text'));
        const { promptTokens: prompt, completionTokens: completed } = completion.usage;
        return answerOf(endpoint, text, { prompt, completion: completed }, isCut(choice?.finishReason));
      } catch (cause) {
        throw cause instanceof ChatModelError ? cause : new ChatModelError(await mistralFailure(request.signal, cause));
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
