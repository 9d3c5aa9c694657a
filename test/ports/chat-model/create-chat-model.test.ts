import { describe, expect, it } from 'vitest';
import { chatModelFaults, createChatModel } from '../../../server/adapters/chat-model/create-chat-model.ts';
import { PROVIDERS } from '../../../server/adapters/chat-model/providers.ts';
import { failureOf, requestWith } from './chat-model-suite.ts';
import { startChatServer } from './chat-server.ts';

const PASSAGES = [
  { id: '1', question: '多久到货', answer: '  ' },
  { id: '2', question: '多久到货', answer: '现货当天发，两到三天到。' },
];

describe('without a key', () => {
  it('the best passage that says something is the answer, word for word and for nothing', async () => {
    const model = createChatModel({ choices: [] });
    expect(await model.complete(requestWith({ passages: PASSAGES }))).toEqual({
      text: '现货当天发，两到三天到。',
      promptTokens: 0,
      completionTokens: 0,
      provider: 'offline',
      model: 'passage',
      verbatim: true,
      cost: 0,
    });
  });

  it('no passage is a final failure', async () => {
    const failure = await failureOf(createChatModel({ choices: [] }).complete(requestWith()));
    expect(failure).toMatchObject({ retryable: false, fault: 'request' });
  });
});

describe('from a configuration', () => {
  it('asks the chosen providers in order on the wire, with their own addresses', async () => {
    const broken = await startChatServer();
    const sound = await startChatServer();
    broken.behave({ kind: 'refuse', status: 503 });
    sound.behave({ kind: 'answer', text: '两年保修。' });
    const model = createChatModel({
      choices: [
        { provider: 'deepseek', apiKey: 'sk-a', baseUrl: `${broken.url}/v1` },
        { provider: 'ollama', baseUrl: `${sound.url}/v1`, model: 'qwen3:4b', price: { input: 1, output: 1 } },
      ],
    });
    expect([model.provider, model.model]).toEqual(['deepseek', 'deepseek-chat']);
    const answer = await model.complete(requestWith());
    expect(answer).toMatchObject({ text: '两年保修。', provider: 'ollama', model: 'qwen3:4b' });
    expect(answer.cost).toBeCloseTo(244 / 1e6, 12);
    expect(answer.attempts?.map(({ failure }) => failure)).toEqual(['HTTP 503 error', undefined]);
    expect(broken.seen[0]!.authorization).toBe('Bearer sk-a');
    expect(broken.seen[0]!.body['model']).toBe('deepseek-chat');
    await Promise.all([broken.close(), sound.close()]);
  });

  it('takes no price from the list for another model than the listed one', async () => {
    const server = await startChatServer();
    const at = { provider: 'deepseek', apiKey: 'k', baseUrl: `${server.url}/v1` };
    const listed = await createChatModel({ choices: [at] }).complete(requestWith());
    const other = await createChatModel({ choices: [{ ...at, model: 'deepseek-next' }] }).complete(requestWith());
    expect(listed.cost).toBeGreaterThan(0);
    expect(other.cost).toBeUndefined();
    await server.close();
  });

  it('names every fault at once', () => {
    const faults = chatModelFaults({
      choices: [
        { provider: 'nobody' },
        { provider: 'openai' },
        { provider: 'glm', apiKey: 'k', baseUrl: 'bigmodel' },
        { provider: 'vllm' },
      ],
    });
    expect(faults.join('\n')).toMatch(/nobody[\s\S]*OPENAI_API_KEY[\s\S]*GLM[\s\S]*not a URL[\s\S]*vLLM/);
    expect(faults).toHaveLength(6);
    expect(() => createChatModel({ choices: [{ provider: 'nobody' }] })).toThrow(/unknown model provider/);
  });

  it('accepts each listed provider with what its row leaves open', () => {
    for (const provider of PROVIDERS) {
      const choice = { provider: provider.name, apiKey: 'k', baseUrl: 'https://example.com/v1', model: 'm' };
      expect(chatModelFaults({ choices: [choice] }), `${provider.name}`).toEqual([]);
      expect(createChatModel({ choices: [choice] }).provider).toBe(provider.name);
    }
    expect(new Set(PROVIDERS.map(({ keyVariable }) => keyVariable)).size).toBe(PROVIDERS.length);
  });
});
