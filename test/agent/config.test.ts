import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError, loadConfig, parseConfig } from '../../agent/config.ts';
import { fileKeyStore, JournalKeyError } from '../../agent/outbox/journal-key.ts';

const MINIMAL = `
server: { url: 'http://127.0.0.1:8787' }
client: { agent_id: 3, api_key: abc }
`;

const folders: string[] = [];

afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'kefu-config-'));
  folders.push(path);
  return path;
}

function faultsOf(text: string): readonly string[] {
  try {
    parseConfig(text, '/srv/agent');
  } catch (error) {
    if (error instanceof ConfigError) return error.faults.map((fault) => `${fault.zh} / ${fault.en}`);
    throw error;
  }
  return [];
}

describe('agent.yaml', () => {
  it('needs an address, an id and a key; the rest has defaults', () => {
    const { config, warnings } = parseConfig(MINIMAL, '/srv/agent');
    expect(warnings).toEqual([]);
    expect(config).toMatchObject({
      server: { url: 'http://127.0.0.1:8787' },
      client: { agentId: '3', apiKey: 'abc' },
      wechat: { checkIntervalSeconds: 1, pacing: 1, driver: { kind: 'simulator', customers: 0 } },
      cache: { enabled: true, encryption: true, cleanupDays: 7, directory: '/srv/agent/agent-data' },
      heartbeat: { enabled: true, intervalSeconds: 30 },
    });
    expect(config.cache.keyFile).toMatch(/kefu-agent.agent-3\.key$/);
  });

  it('takes the keys users know', () => {
    const { config } = parseConfig(
      `
server: { url: 'https://hub.example.com/graphql' }
client: { agent_id: '12', api_key: k }
wechat: { check_interval: 0.5, driver: simulator, simulator: { customers: 5, faults: { hide: 0.1 } } }
cache: { enabled: false, encryption: false, cleanup_days: 30 }
heartbeat: { enabled: false, interval: 10 }
`,
      '/srv/agent',
    );
    expect(config.server.url).toBe('https://hub.example.com');
    expect(config.cache).toMatchObject({ enabled: false, encryption: false, cleanupDays: 30 });
    expect(config.wechat.driver).toMatchObject({ customers: 5, faults: { hide: 0.1 } });
  });

  it('is told every fault at once, in both languages', () => {
    const faults = faultsOf(`
server: { url: 'hub.example.com' }
client: { agent_id: 1 }
wechat: { check_interval: 0, driver: telepathy }
cache: { enabled: maybe, cleanup_days: -1, directory: data, key_file: data/key }
heartbeat: nonsense
`);
    for (const key of [
      'server.url',
      'client.api_key',
      'wechat.check_interval',
      'wechat.driver',
      'cache.enabled',
      'cache.cleanup_days',
      'cache.key_file',
      'heartbeat',
    ]) {
      expect(faults.filter((fault) => fault.startsWith(key) && fault.includes(`/ ${key}`))).toHaveLength(1);
    }
    expect(faults).toHaveLength(8);
  });

  it.each(['http://user:secret@hub', 'http://hub/other', 'http://hub?x=1', 'ws://hub', 'http://'])(
    'refuses the address %s',
    (url) => {
      expect(faultsOf(`server: { url: '${url}' }\nclient: { agent_id: 1, api_key: k }`)).toHaveLength(1);
    },
  );

  it('warns of keys it does not know and of a key that travels unencrypted', () => {
    const text = `server: { url: 'http://hub.example.com', ur1: x }\nclient: { agent_id: 1, api_key: k }\nheartbaet: {}`;
    const { warnings } = parseConfig(text, '/srv/agent');
    expect(warnings.map((warning) => warning.en)).toEqual([
      expect.stringContaining('server.url is plain http'),
      expect.stringContaining('heartbaet is not known'),
      expect.stringContaining('server.ur1 is not known'),
    ]);
  });

  it('that is no YAML or not there is said with its place', () => {
    expect(faultsOf('server: { url: ')[0]).toContain('YAML');
    expect(() => loadConfig('/nowhere/agent.yaml')).toThrow(ConfigError);
  });
});

describe('the journal key', () => {
  it('is made once, for its owner’s eyes only, and its rights are mended', () => {
    const path = join(folder(), 'deep', 'journal.key');
    const key = fileKeyStore(path).load();
    expect(key).toHaveLength(32);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    writeFileSync(path, `${key.toString('base64')}\n`, { mode: 0o644 });
    expect(fileKeyStore(path).load()).toEqual(key);
    expect(statSync(path).mode & 0o077).toBe(0);
  });

  it('is never made anew over something else', () => {
    const path = join(folder(), 'journal.key');
    writeFileSync(path, 'not a key');
    expect(() => fileKeyStore(path).load()).toThrow(JournalKeyError);
  });
});
