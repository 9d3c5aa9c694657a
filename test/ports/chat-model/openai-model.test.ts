import { expect, it } from 'vitest';
import { createOpenAiModel } from '../../../server/adapters/chat-model/openai.ts';
import { describeChatModel, failureOf, requestWith } from './chat-model-suite.ts';
import { startChatServer } from './chat-server.ts';

describeChatModel('an OpenAI-compatible endpoint', createOpenAiModel, '/v1/chat/completions');

const ENDPOINT = {
  provider: 'ours',
  model: 'm',
  apiKey: '',
  tokenLimit: 'max_completion_tokens',
  price: undefined,
} as const;

it('works without a key, without usage and with the newer name of the token limit', async () => {
  const server = await startChatServer();
  server.behave({ kind: 'answer', text: '好', usage: false });
  const answer = await createOpenAiModel({ ...ENDPOINT, baseUrl: `${server.url}/v1` }).complete(requestWith());
  expect(answer).toMatchObject({ promptTokens: 0, completionTokens: 0 });
  expect(answer.cost).toBeUndefined();
  expect(server.seen[0]!.body).toMatchObject({ max_completion_tokens: 400 });
  expect(server.seen[0]!.body).not.toHaveProperty('max_tokens');
  await server.close();
});

it('takes a content filter for a refusal of this text, not a fault of the provider', async () => {
  const server = await startChatServer();
  server.behave({ kind: 'answer', text: '', finish: 'content_filter' });
  const call = createOpenAiModel({ ...ENDPOINT, baseUrl: `${server.url}/v1` }).complete(requestWith());
  expect(await failureOf(call)).toMatchObject({ fault: 'request', retryable: true });
  await server.close();
});

it('names the provider’s own short code', async () => {
  const server = await startChatServer();
  server.behave({ kind: 'refuse', status: 404, code: 'model_not_found' });
  const call = createOpenAiModel({ ...ENDPOINT, baseUrl: `${server.url}/v1` }).complete(requestWith());
  expect((await failureOf(call)).reason).toBe('HTTP 404 model_not_found');
  await server.close();
});
