import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { PROVIDERS } from '../../server/adapters/chat-model/providers.ts';
import { loadConfig } from '../../server/config.ts';
import { ROOT } from '../support/source-tree.ts';

const read = (name: string): string => readFileSync(join(ROOT, 'docker', name), 'utf8');

describe('docker/Dockerfile', () => {
  const lines = read('Dockerfile').replaceAll('\\\n', ' ').split('\n');
  const copied = lines
    .filter((line) => line.startsWith('COPY ') && !line.includes('--from='))
    .flatMap((line) => line.split(/\s+/u).slice(1, -1));

  it('copies what is there, and what its ignore file lets through', () => {
    expect(copied.length).toBeGreaterThan(5);
    expect(copied.filter((source) => !existsSync(join(ROOT, source)))).toEqual([]);
    const passed = read('Dockerfile.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'));
    const lets = (source: string): boolean =>
      passed.some((rule) => source === rule.slice(1) || source.startsWith(`${rule.slice(1)}/`));
    expect(copied.map((source) => source.replace(/^\.\//u, '')).filter((source) => !lets(source))).toEqual([]);
  });

  it('starts the hub on Node 24 without rights and asks whether it is ready', () => {
    const last = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
    expect(last[0]).toMatch(/^FROM node:24\b/u);
    expect(last).toContain('USER node');
    expect(last).toContain('ENTRYPOINT ["node", "server/main.ts"]');
    expect(last.find((line) => line.startsWith('HEALTHCHECK'))).toContain('/health/ready');
  });

  it('sets variables that the hub understands', () => {
    const pairs = /^ENV (NODE_ENV=.*)$/mu.exec(lines.join('\n'))?.[1]?.split(/\s+/u) ?? [];
    const variables = Object.fromEntries(pairs.map((pair) => pair.split('=', 2)));
    const config = loadConfig(variables, ['--no-demo'], { root: '/app', providers: PROVIDERS });
    expect(config).toMatchObject({ host: '0.0.0.0', port: 8787, dataFolder: '/data', demo: false });
  });
});

interface Service {
  readonly environment?: Readonly<Record<string, string>>;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly volumes?: readonly string[];
  readonly healthcheck?: object;
  readonly build?: { readonly context: string; readonly dockerfile: string };
}

describe('docker/compose.yml', () => {
  const compose = parse(read('compose.yml')) as {
    readonly services: Readonly<Record<string, Service>>;
    readonly volumes: Readonly<Record<string, unknown>>;
  };
  const hub = compose.services['hub'] ?? {};

  it('names services, files and volumes that are there', () => {
    for (const [name, { condition }] of Object.entries(hub.depends_on ?? {})) {
      expect(condition).toBe('service_healthy');
      expect(compose.services[name]).toHaveProperty('healthcheck');
    }
    expect(Object.keys(hub.depends_on ?? {})).toEqual(['postgres', 'redis']);
    expect(compose.services).toHaveProperty(new URL(hub.environment?.['WEAVIATE_URL'] ?? 'none:').hostname);
    expect(existsSync(join(ROOT, 'docker', hub.build?.context ?? '-', hub.build?.dockerfile ?? '-'))).toBe(true);
    const named = Object.values(compose.services)
      .flatMap(({ volumes = [] }) => volumes)
      .map((volume) => volume.split(':')[0] ?? '')
      .filter((source) => /^\w+$/u.test(source));
    expect(named.toSorted()).toEqual(Object.keys(compose.volumes).toSorted());
  });

  it('has no default for a secret', () => {
    const secrets = Object.values(compose.services)
      .flatMap(({ environment = {} }) => Object.entries(environment))
      .filter(([name]) => /SECRET|PASSWORD|DATABASE_URL|_KEY$/u.test(name));
    expect(secrets.length).toBeGreaterThan(3);
    for (const [name, value] of secrets) {
      expect([name, value]).toEqual([name, expect.stringMatching(/\$\{[A-Z_]+(?::\?[^}]+|:-)\}/u)]);
    }
  });

  it('lets every model that the hub can use be set', () => {
    const names = Object.keys(hub.environment ?? {}).filter((name) => /^(?:EMBEDDING|RERANK|OCR)_/u.test(name));
    const given = Object.fromEntries(
      names.map((name) => [name, name.endsWith('_URL') ? 'http://models.test' : 'custom']),
    );
    const config = loadConfig(given, ['--no-demo'], { root: '/app', providers: PROVIDERS });
    const [baseUrl, apiKey, model] = ['http://models.test', 'custom', 'custom'];
    expect(config).toMatchObject({
      embedder: { kind: 'provider', provider: 'custom', baseUrl, apiKey, model, style: 'custom' },
      reranker: { url: baseUrl, apiKey, model },
      ocr: { kind: 'paddle-server', url: baseUrl },
    });
  });

  it('gives the hub a configuration that it takes', () => {
    const secret = 'Zq3x9TtRk1vW8yLmNp4s7BcDfGh2JkQa';
    const filled = Object.entries(hub.environment ?? {}).map(([name, value]) => [
      name,
      name === 'PUBLIC_URL'
        ? 'https://kefu.test'
        : value.replaceAll(/\$\{([A-Z_]+):(?:\?[^}]*|-[^}]*)\}/gu, (all) => (all.includes(':?') ? secret : '')),
    ]);
    const config = loadConfig(Object.fromEntries(filled), ['--no-demo'], { root: '/app', providers: PROVIDERS });
    expect(config.database).toEqual({ kind: 'postgres', url: `postgres://kefu:${secret}@postgres:5432/kefu` });
    expect(config).toMatchObject({
      pubsub: { kind: 'redis' },
      search: { kind: 'weaviate', grpc: 'weaviate:50051' },
      workerId: 'hub-1',
      models: [],
      reranker: null,
      secret: { kind: 'given' },
    });
  });
});
