import { type ChatModel, ChatModelError } from '../../ports/chat-model.ts';

/**
 * Answers with the best passage word for word: works without a key, and is the rung of a ladder that stands when every
 * model has failed (then named 'template'). Without a passage it fails, and a person is called.
 */
export function createOfflineModel(name: 'offline' | 'template' = 'offline'): ChatModel {
  return {
    provider: name,
    model: 'passage',
    complete(request) {
      const text = request.passages?.find(({ answer }) => answer.trim() !== '')?.answer.trim();
      if (text === undefined) {
        return Promise.reject(
          new ChatModelError({ fault: 'request', retryable: false, reason: 'no passage to answer with' }),
        );
      }
      return Promise.resolve({
        text,
        promptTokens: 0,
        completionTokens: 0,
        provider: name,
        model: 'passage',
        verbatim: true,
        cost: 0,
      });
    },
  };
}
