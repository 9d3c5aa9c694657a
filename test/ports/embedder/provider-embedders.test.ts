import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createProviderEmbedder, embedderFaults } from '../../../server/adapters/embedder/create-embedder.ts';
import { type EmbeddingServer, startEmbeddingServer } from '../../support/embedding-server.ts';
import { ALIKE, describeEmbedder, difference, expected, NEVER } from './embedder-suite.ts';

describeEmbedder('OpenAI', { provider: 'openai', model: 'text-embedding-3-small' });
describeEmbedder('Mistral', { provider: 'mistral', model: 'mistral-embed' });
describeEmbedder('any compatible server', { provider: 'custom', model: 'gte-multilingual' });

describe('what differs between models and servers', () => {
  let server: EmbeddingServer;
  beforeAll(async () => {
    server = await startEmbeddingServer();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    server.seen.length = 0;
    server.behave({ kind: 'answer' });
  });
  const at = (given: object) =>
    createProviderEmbedder({ provider: 'custom', model: 'm', baseUrl: `${server.url}/v1`, ...given });

  it.each([
    ['qwen', 'text-embedding-v3', 10],
    ['glm', 'embedding-2', 16],
    ['ollama', 'bge-m3', 16],
    ['vllm', 'Qwen3-Embedding', 32],
  ])('%s is asked for %s in batches that it takes', async (provider, model, batch) => {
    const { stored } = at({ provider, model, apiKey: 'k' });
    await stored.embed(
      Array.from({ length: 40 }, (_, place) => `第 ${place} 条`),
      'passage',
      NEVER,
    );
    expect(server.seen.map(({ body }) => (body['input'] as string[]).length)).toEqual(
      Array.from({ length: Math.ceil(40 / batch) }, (_, place) => Math.min(batch, 40 - place * batch)),
    );
    expect(stored.space?.name).toBe(`${provider}/${model}@8`);
  });

  it.each([
    ['intfloat/multilingual-e5-base', 'query', 'query: 你好'],
    ['intfloat/multilingual-e5-base', 'passage', 'passage: 你好'],
    ['BAAI/bge-large-zh-v1.5', 'query', '为这个句子生成表示以用于检索相关文章：你好'],
    ['BAAI/bge-large-zh-v1.5', 'passage', '你好'],
    ['BAAI/bge-m3', 'query', '你好'],
    ['some-base5', 'query', '你好'],
  ] as const)('%s is sent a %s as %s', async (model, purpose, sent) => {
    await at({ model }).stored.embed(['你好'], purpose, NEVER);
    expect(server.seen[0]!.body).toMatchObject({ input: [sent] });
    expect(server.seen[0]!.body).not.toHaveProperty('input_type');
  });

  it('can be told how a model wants its texts, which is part of the space', async () => {
    const typed = at({ style: 'input_type' });
    await typed.stored.embed(['你好'], 'passage', NEVER);
    expect(server.seen[0]!.body).toMatchObject({ input: ['你好'], input_type: 'passage' });
    const worded = at({ style: 'e5' });
    await worded.stored.embed(['你好'], 'query', NEVER);
    expect(worded.stored.space?.name).toBe('custom/m:e5@8');
  });

  it('decodes vectors that come as base64 unasked', async () => {
    server.behave({ kind: 'answer', wrong: 'base64' });
    const [vector] = await at({}).stored.embed(['你好'], 'query', NEVER);
    expect(difference(vector, expected('你好'))).toBeLessThan(ALIKE);
  });

  it('takes vectors without an index in their order', async () => {
    server.behave({ kind: 'answer', wrong: 'no-index' });
    const vectors = await at({}).stored.embed(['你好', '再见'], 'query', NEVER);
    expect(difference(vectors[1], expected('再见'))).toBeLessThan(ALIKE);
  });

  it('sees another model at the same address of one’s own server, of the same dimensions', async () => {
    server.behave({ kind: 'answer', model: 'bge-m3' }, { kind: 'answer', model: 'gte' });
    const { stored, probe } = at({});
    await stored.embed(['你好'], 'query', NEVER);
    expect(stored.space?.name).toBe('custom/bge-m3@8');
    await probe(NEVER);
    expect(stored.space).toBeNull();
    await probe(NEVER);
    expect(stored.space?.name).toBe('custom/gte@8');
  });

  it('never joins batches of two models into one answer', async () => {
    const { stored } = at({});
    server.behave({ kind: 'answer', model: 'bge-m3' }, { kind: 'answer', model: 'gte' });
    await expect(stored.embed(Array.from({ length: 20 }, String), 'query', NEVER)).rejects.toMatchObject({
      port: 'embedder',
    });
  });
});

describe('a choice of an embedding model', () => {
  it.each([
    [{ provider: 'openai' }, ['OPENAI_API_KEY']],
    [{ provider: 'glm', apiKey: 'k' }, ['EMBEDDING_BASE_URL']],
    [{ provider: 'ollama' }, ['EMBEDDING_BASE_URL', 'EMBEDDING_MODEL']],
    [{ provider: 'custom', baseUrl: 'ftp://x', model: 'm' }, ['URL']],
    [{ provider: 'qwen', apiKey: 'k', style: 'e7' }, ['EMBEDDING_INPUT']],
    [{ provider: 'deepseek', apiKey: 'k' }, ['deepseek']],
  ])('%j names what is wrong', (choice, words) => {
    const faults = embedderFaults({ kind: 'provider', ...choice });
    expect(faults).toHaveLength(words.length);
    words.forEach((word, place) => expect(faults[place]).toContain(word));
    expect(() => createProviderEmbedder(choice)).toThrow(words[0]);
  });

  it('is fine with what the table of providers has', () => {
    expect(embedderFaults({ kind: 'provider', provider: 'qwen', apiKey: 'k' })).toEqual([]);
  });
});
