import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitUntil } from '../../support/wait-until.ts';
import type { ModelEndpoint } from '../../../server/adapters/chat-model/endpoint.ts';
import { type ChatModel, ChatModelError, type ChatRequest } from '../../../server/ports/chat-model.ts';
import { type ChatServer, startChatServer } from './chat-server.ts';

export function requestWith(given: Partial<ChatRequest> = {}): ChatRequest {
  return {
    system: '你是客服。',
    messages: [
      { role: 'user', content: '你好' },
      { role: 'assistant', content: '您好' },
      { role: 'user', content: '充电桩多少钱？' },
    ],
    maxTokens: 400,
    temperature: 0.3,
    signal: new AbortController().signal,
    ...given,
  };
}

export async function failureOf(call: Promise<unknown>): Promise<ChatModelError> {
  const failure: unknown = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (!(failure instanceof ChatModelError)) throw new Error(`no ChatModelError but ${String(failure)}`);
  return failure;
}

/** What every client of a provider must do, on the true wire format. */
export function describeChatModel(name: string, make: (endpoint: ModelEndpoint) => ChatModel, path: string): void {
  describe(`${name}, as a chat model`, () => {
    let server: ChatServer;
    let model: ChatModel;
    beforeAll(async () => {
      server = await startChatServer();
    });
    afterAll(() => server.close());
    beforeEach(() => {
      server.seen.length = 0;
      const address = { baseUrl: server.url + path.replace('/chat/completions', ''), apiKey: 'sk-test' };
      const price = { input: 2, output: 10 };
      model = make({ provider: 'ours', model: 'm-1', tokenLimit: 'max_tokens', price, ...address });
    });

    it('sends system, history and limits, and reads text, tokens and cost', async () => {
      server.behave({ kind: 'answer', text: ' 7kW 的是 1,999 元。 ' });
      const answer = await model.complete(requestWith());
      expect(answer).toMatchObject({
        text: '7kW 的是 1,999 元。',
        promptTokens: 210,
        completionTokens: 34,
        provider: 'ours',
        model: 'm-1',
        verbatim: false,
        truncated: false,
      });
      expect(answer.cost).toBeCloseTo((210 * 2 + 34 * 10) / 1e6, 9);
      expect(server.seen).toHaveLength(1);
      expect(server.seen[0]).toMatchObject({ authorization: 'Bearer sk-test' });
      expect(server.seen[0]!.path).toMatch(/\/v1\/chat\/completions$/);
      expect(server.seen[0]!.body).toMatchObject({ model: 'm-1', max_tokens: 400, temperature: 0.3 });
      expect(server.seen[0]!.body['messages']).toMatchObject([
        { role: 'system', content: '你是客服。' },
        { role: 'user', content: '你好' },
        { role: 'assistant', content: '您好' },
        { role: 'user', content: '充电桩多少钱？' },
      ]);
    });

    it('says when an answer met its limit', async () => {
      server.behave({ kind: 'answer', text: '首先请检查', finish: 'length' });
      expect(await model.complete(requestWith())).toMatchObject({ truncated: true });
    });

    it('reads Retry-After of an overload and calls it retryable', async () => {
      server.behave({ kind: 'refuse', status: 429, headers: { 'retry-after': '7' } });
      const failure = await failureOf(model.complete(requestWith()));
      expect(failure).toMatchObject({ port: 'chat-model', fault: 'provider', retryable: true, retryAfterMs: 7000 });
      expect(server.seen, 'one call, retries are the ladder’s').toHaveLength(1);
    });

    it.each([
      [401, 'provider', false],
      [402, 'provider', false],
      [403, 'provider', false],
      [404, 'provider', false],
      [400, 'request', false],
      [422, 'request', false],
      [500, 'provider', true],
      [503, 'provider', true],
    ] as const)('%d is a failure of the %s, retryable %s', async (status, fault, retryable) => {
      server.behave({ kind: 'refuse', status });
      const failure = await failureOf(model.complete(requestWith()));
      expect(failure).toMatchObject({ fault, retryable, reason: expect.stringContaining(String(status)) as string });
      expect(failure.reason + failure.message).not.toContain('secret');
    });

    it.each([
      ['a cut line', { kind: 'cut' }],
      ['malformed JSON', { kind: 'raw', body: '{"choices": [' }],
      ['a page instead of JSON', { kind: 'raw', body: '<html>hello</html>', type: 'text/html' }],
      [
        'no choices',
        { kind: 'raw', body: '{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[],"usage":{}}' },
      ],
      ['an empty answer', { kind: 'answer', text: '   ' }],
    ] as const)('%s is a retryable failure', async (_, behaviour) => {
      server.behave(behaviour);
      expect(await failureOf(model.complete(requestWith()))).toMatchObject({ fault: 'provider', retryable: true });
    });

    it('nobody listening is a retryable failure', async () => {
      const deaf = make({
        provider: 'ours',
        model: 'm-1',
        tokenLimit: 'max_tokens',
        price: undefined,
        baseUrl: 'http://127.0.0.1:9',
        apiKey: 'k',
      });
      expect(await failureOf(deaf.complete(requestWith()))).toMatchObject({ fault: 'provider', retryable: true });
    });

    it.each(['hang', 'stall'] as const)('a %s ends with the signal, on the wire too', async (kind) => {
      server.behave({ kind });
      const controller = new AbortController();
      const given = server.aborted();
      const call = failureOf(model.complete(requestWith({ signal: controller.signal })));
      await waitUntil(() => server.seen.length === 1, { for: 'the request to arrive' });
      controller.abort();
      expect(await call).toMatchObject({ fault: 'caller', retryable: true });
      await waitUntil(() => server.aborted() > given, { for: 'the server to see the end' });
    });
  });
}
