import { describe, expect, it } from 'vitest';
import { PROVIDERS } from '../../server/adapters/chat-model/providers.ts';
import { ConfigError, loadConfig } from '../../server/config.ts';

const load = (environment: Record<string, string>, args: readonly string[] = []) =>
  loadConfig(environment, args, { root: '/srv/hub', providers: PROVIDERS });
const faultsOf = (environment: Record<string, string>, args: readonly string[] = []): readonly string[] => {
  try {
    load(environment, args);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
};

describe('the configuration', () => {
  it('needs nothing: everything is embedded, on this machine only, with the demo', () => {
    expect(load({})).toMatchObject({
      host: '127.0.0.1',
      port: 8787,
      publicUrl: null,
      dataFolder: '/srv/hub/.kefu',
      consoleFolder: '/srv/hub/dist/console',
      knowledgeFolder: null,
      demo: true,
      secret: { kind: 'file' },
      database: { kind: 'pglite', folder: '/srv/hub/.kefu' },
      pubsub: { kind: 'memory' },
      ocr: { kind: 'embedded' },
      models: [],
      reranker: null,
      embedder: { kind: 'local', folder: '/srv/hub/.kefu' },
    });
  });

  it('names one way for each outside system', () => {
    const config = load(
      {
        DATABASE_URL: 'postgres://kefu@db/kefu',
        REDIS_URL: 'rediss://cache',
        OCR_URL: 'http://ocr:8080',
        PUBLIC_URL: 'https://kefu.example.com/',
        DATA_DIR: '/var/kefu',
        KNOWLEDGE_DIR: 'knowledge',
        ALLOWED_ORIGINS: 'https://a.example, https://b.example',
        PORT: '0',
      },
      ['--no-demo'],
    );
    expect(config).toMatchObject({
      port: 0,
      demo: false,
      publicUrl: 'https://kefu.example.com',
      dataFolder: '/var/kefu',
      knowledgeFolder: '/srv/hub/knowledge',
      allowedOrigins: ['https://a.example', 'https://b.example'],
      database: { kind: 'postgres', url: 'postgres://kefu@db/kefu' },
      pubsub: { kind: 'redis', url: 'rediss://cache' },
      ocr: { kind: 'paddle-server', url: 'http://ocr:8080' },
    });
  });

  it('finds models by their keys, in the order that is wished', () => {
    const keys = { OPENAI_API_KEY: 'sk-1', DEEPSEEK_API_KEY: 'sk-2', DEEPSEEK_MODEL: 'deepseek-next' };
    expect(load(keys).models).toEqual([
      { provider: 'openai', apiKey: 'sk-1' },
      { provider: 'deepseek', apiKey: 'sk-2', model: 'deepseek-next' },
    ]);
    expect(load({ ...keys, CHAT_MODELS: 'deepseek, openai' }).models.map(({ provider }) => provider)).toEqual([
      'deepseek',
      'openai',
    ]);
    const local = { OLLAMA_BASE_URL: 'http://localhost:11434/v1', OLLAMA_MODEL: 'qwen3' };
    expect(load(local).models).toEqual([{ provider: 'ollama', baseUrl: 'http://localhost:11434/v1', model: 'qwen3' }]);
  });

  it('finds the embedding model: local unless one is named, with the key its provider has', () => {
    const given = { OPENAI_API_KEY: 'sk-1', OLLAMA_BASE_URL: 'http://localhost:11434/v1' };
    expect(load(given).embedder).toEqual({ kind: 'local', folder: '/srv/hub/.kefu' });
    expect(load({ ...given, EMBEDDING_PROVIDER: 'none' }).embedder).toEqual({ kind: 'none' });
    expect(load({ ...given, EMBEDDING_PROVIDER: 'OpenAI' }).embedder).toEqual({
      kind: 'provider',
      provider: 'openai',
      apiKey: 'sk-1',
    });
    expect(load({ ...given, EMBEDDING_PROVIDER: 'ollama', EMBEDDING_MODEL: 'bge-m3' }).embedder).toEqual({
      kind: 'provider',
      provider: 'ollama',
      baseUrl: 'http://localhost:11434/v1',
      model: 'bge-m3',
    });
    const own = { EMBEDDING_BASE_URL: 'http://tei/v1', EMBEDDING_API_KEY: 'k', EMBEDDING_INPUT: 'e5' };
    expect(load(own).embedder).toEqual({
      kind: 'provider',
      provider: 'custom',
      apiKey: 'k',
      baseUrl: 'http://tei/v1',
      style: 'e5',
    });
  });

  it('tells every fault at once, in Chinese and English', () => {
    const faults = faultsOf(
      {
        PORT: 'many',
        DATABASE_URL: 'mysql://x',
        REDIS_URL: 'x',
        PUBLIC_URL: 'kefu',
        SECRET_KEY: 'short',
        WEAVIATE_URL: 'weaviate:8080',
        OCR_URL: 'ftp://o',
        CHAT_MODELS: 'gpt9',
      },
      ['--demo'],
    );
    expect(faults).toHaveLength(9);
    for (const name of [
      'PORT',
      'DATABASE_URL',
      'REDIS_URL',
      'PUBLIC_URL',
      'SECRET_KEY',
      'WEAVIATE_URL',
      'OCR_URL',
      'CHAT_MODELS',
      '--demo',
    ]) {
      expect([name, faults.filter((fault) => fault.includes(name)).length]).toEqual([name, 1]);
    }
    for (const fault of faults) expect(fault).toMatch(/\p{Script=Han}.* · /u);
  });

  it.each([
    'a'.repeat(64),
    'change-me-change-me-change-me-change-me',
    'my default secret for this server 1234',
    'x'.repeat(31),
  ])('refuses %s as a secret', (secret) => {
    expect(faultsOf({ SECRET_KEY: secret })).toHaveLength(1);
  });

  it('takes a random secret', () => {
    expect(load({ SECRET_KEY: 'q8Z2m0Xc7Lr5Vt1Yw9Bn4Kd6Hs3Gf8JpEe' }).secret).toMatchObject({ kind: 'given' });
  });
});
