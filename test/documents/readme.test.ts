import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ConfigSection } from '../../agent/config-section.ts';
import { parseConfig } from '../../agent/config.ts';
import { PROVIDERS } from '../../server/adapters/chat-model/providers.ts';
import { loadConfig } from '../../server/config.ts';
import { readTenantSettings } from '../../server/modules/tenant/tenant.settings.ts';
import { ROOT } from '../support/source-tree.ts';
import { literalDefault, readTable } from './readme-tables.ts';

const READMES = ['README.md', 'README.zh-CN.md'].map((name) => [name, readFileSync(join(ROOT, name), 'utf8')] as const);

/** Variables that a start looks at, asked of the code itself. */
function variablesRead(): ReadonlySet<string> {
  const read = new Set<string>();
  const spy = (values: Record<string, string>): Record<string, string> =>
    new Proxy(values, {
      get: (target, name) => {
        read.add(String(name));
        return Reflect.get(target, name);
      },
    });
  const given = { root: ROOT, providers: PROVIDERS };
  loadConfig(spy({}), [], given);
  loadConfig(spy({ CHAT_MODELS: PROVIDERS.map(({ name }) => name).join(',') }), [], given);
  const own = new Set(PROVIDERS.map(({ name }) => name.toUpperCase()));
  return new Set(
    [...read].map((name) =>
      name.replace(/^([A-Z]+)_(BASE_URL|MODEL)$/u, (all, provider, what) =>
        own.has(String(provider)) ? `<NAME>_${String(what)}` : String(all),
      ),
    ),
  );
}

/** Keys of agent.yaml that the agent looks at, with the default of those that have one in the code. */
function keysRead(): ReadonlyMap<string, string | undefined> {
  const readers = ['requiredText', 'optionalText', 'number', 'flag', 'choice', 'texts'] as const;
  const spies = readers.map((name) => ({ name, spy: vi.spyOn(ConfigSection.prototype, name) }));
  parseConfig('server: {url: "http://localhost:1"}\nclient: {agent_id: 1, api_key: k}', ROOT);
  const keys = new Map<string, string | undefined>();
  for (const { name, spy } of spies) {
    spy.mock.calls.forEach(([key, ...rest], place) => {
      const path = `${String(Reflect.get(Object(spy.mock.contexts[place]), 'path'))}.${key}`;
      const last: unknown = rest.at(-1);
      const fallback = name === 'number' ? Reflect.get(Object(last), 'fallback') : last;
      keys.set(path, keys.get(path) ?? (fallback === undefined ? undefined : String(fallback)));
    });
  }
  return keys;
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe.each(READMES)('%s', (_name, text) => {
  it('names every variable of the hub and no other', () => {
    expect([...readTable(text, 'hub').defaults.keys()].toSorted()).toEqual([...variablesRead()].toSorted());
  });

  it('gives the defaults that the hub has', () => {
    const { defaults } = readTable(text, 'hub');
    const config = loadConfig({}, [], { root: ROOT, providers: PROVIDERS });
    const literal = (name: string): string | undefined => literalDefault(defaults.get(name) ?? '');
    expect(literal('HOST')).toBe(config.host);
    expect(literal('PORT')).toBe(String(config.port));
    expect(join(ROOT, literal('DATA_DIR') ?? '')).toBe(config.dataFolder);
    expect(join(ROOT, literal('CONSOLE_DIR') ?? '')).toBe(config.consoleFolder);
  });

  it('names every key of agent.yaml with its default and no other', () => {
    const { defaults } = readTable(text, 'agent');
    const read = keysRead();
    expect([...defaults.keys()].toSorted()).toEqual([...read.keys()].toSorted());
    const wrong = [...read].filter(
      ([key, value]) => value !== undefined && literalDefault(defaults.get(key) ?? '') !== value,
    );
    expect(wrong).toEqual([]);
  });

  it('names every setting of a company with its default', () => {
    const { defaults } = readTable(text, 'settings');
    const settings = new Map(Object.entries(readTenantSettings({})));
    expect([...defaults.keys()].toSorted()).toEqual([...settings.keys(), 'handoffExpiredNotice'].toSorted());
    const wrong = [...settings].filter(([key, value]) => {
      const told = literalDefault(defaults.get(key) ?? '');
      return told === undefined ? typeof value === 'number' || typeof value === 'boolean' : told !== String(value);
    });
    expect(wrong).toEqual([]);
  });

  it('names providers with the key and the model that they have', () => {
    const rows = text.split('\n').filter((line) => line.startsWith('| `') && line.includes('_API_KEY`'));
    const { defaults } = readTable(text, 'hub');
    for (const provider of PROVIDERS) {
      const row = rows.find((line) => line.startsWith(`| \`${provider.keyVariable}\``));
      expect(row).toContain(`\`${provider.name}\``);
      expect(row).toContain('defaultModel' in provider ? `\`${provider.defaultModel}\`` : provider.name);
    }
    const others = new Set(['WEAVIATE_API_KEY', 'EMBEDDING_API_KEY', 'RERANK_API_KEY']);
    const keys = [...defaults.keys()].filter((name) => name.endsWith('_API_KEY') && !others.has(name));
    expect(keys).toHaveLength(PROVIDERS.length);
  });

  it('links to files that are there', () => {
    const targets = [...text.matchAll(/\]\(([^)#]+)\)/gu)].map(([, target = '']) => target);
    expect(targets.length).toBeGreaterThan(10);
    expect(targets.filter((target) => !existsSync(join(ROOT, target)))).toEqual([]);
  });

  it('names commands that package.json has', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
    const named = [...text.matchAll(/npm (?:run ([\w:]+)|(?:start|test)\b)/gu)].map(
      ([all, name]) => name ?? all.slice(4),
    );
    expect(new Set(named).size).toBeGreaterThan(4);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

it('says the same in both languages, section by section', () => {
  const shapes = READMES.map(([, text]) =>
    text.split('\n').flatMap((line) => (/^(#+|\||\d+\.|- )/u.exec(line) ?? []).slice(0, 1)),
  );
  expect(shapes[0]).toEqual(shapes[1]);
});
