import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { ConfigSection, type Findings } from './config-section.ts';
import type { Text } from './log.ts';
import { readSimulatorConfig, type SimulatorConfig } from './wechat/simulator/simulator-config.ts';

/** One variant per way of driving WeChat. */
export type DriverConfig = { readonly kind: 'simulator' } & SimulatorConfig;

/** agent.yaml, checked. Paths are absolute, times are in the unit their name says. */
export interface AgentConfig {
  readonly server: {
    /** Address of the hub without a path, e.g. https://hub.example.com:8787 */
    readonly url: string;
  };
  readonly client: { readonly agentId: string; readonly apiKey: string };
  readonly wechat: {
    readonly checkIntervalSeconds: number;
    /** Factor on every pause before typing: 1 is a person's pace, 0 types at once. */
    readonly pacing: number;
    readonly driver: DriverConfig;
  };
  readonly cache: {
    /** False keeps the journal in memory only: what is not yet reported is lost with the process. */
    readonly enabled: boolean;
    readonly encryption: boolean;
    readonly cleanupDays: number;
    readonly directory: string;
    readonly keyFile: string;
  };
  readonly heartbeat: { readonly enabled: boolean; readonly intervalSeconds: number };
}

/** The configuration cannot be used; carries every fault, not just the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly Text[];

  constructor(faults: readonly Text[]) {
    super(faults.map((fault) => fault.en).join('; '));
    this.faults = faults;
  }
}

/** Reads and checks a configuration file. Throws ConfigError with every fault found. */
export function loadConfig(path: string): { config: AgentConfig; warnings: readonly Text[] } {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    throw new ConfigError([
      { zh: `无法读取配置文件 ${path}（${code}）`, en: `cannot read the configuration file ${path} (${code})` },
    ]);
  }
  return parseConfig(text, dirname(resolve(path)));
}

/** Checks the text of an agent.yaml; relative paths in it start at `folder`. */
export function parseConfig(text: string, folder: string): { config: AgentConfig; warnings: readonly Text[] } {
  const document = parseDocument(text);
  if (document.errors.length > 0) {
    throw new ConfigError(document.errors.map((error) => yamlFault(error.message)));
  }
  const findings: Findings = { faults: [], warnings: [] };
  const config = readConfig(new ConfigSection(document.toJS(), '', findings), folder);
  if (findings.faults.length > 0) throw new ConfigError(findings.faults);
  return { config, warnings: findings.warnings };
}

function readConfig(root: ConfigSection, folder: string): AgentConfig {
  const server = root.section('server');
  const client = root.section('client');
  const wechat = root.section('wechat');
  const cache = root.section('cache');
  const heartbeat = root.section('heartbeat');
  const simulator = wechat.section('simulator');
  const agentId = client.requiredText('agent_id');
  const config: AgentConfig = {
    server: { url: readUrl(server) },
    client: { agentId, apiKey: client.requiredText('api_key') },
    wechat: {
      checkIntervalSeconds: wechat.number('check_interval', { min: 0.05, max: 60, fallback: 1 }),
      pacing: wechat.number('pacing', { min: 0, max: 10, fallback: 1 }),
      driver: { kind: wechat.choice('driver', ['simulator'], 'simulator'), ...readSimulatorConfig(simulator, folder) },
    },
    cache: readCache(cache, folder, agentId),
    heartbeat: {
      enabled: heartbeat.flag('enabled', true),
      intervalSeconds: heartbeat.number('interval', { min: 1, max: 80, fallback: 30 }),
    },
  };
  for (const section of [root, server, client, wechat, cache, heartbeat, simulator]) section.warnOfUnknownKeys();
  return config;
}

function readCache(cache: ConfigSection, folder: string, agentId: string): AgentConfig['cache'] {
  const directory = resolve(folder, cache.optionalText('directory') ?? 'agent-data');
  const keyFile = resolve(folder, cache.optionalText('key_file') ?? join(settingsFolder(), `agent-${agentId}.key`));
  const inside = relative(directory, keyFile);
  if (!inside.startsWith('..') && !isAbsolute(inside)) {
    cache.fault(
      'key_file',
      '密钥文件不能放在数据目录里',
      'must not lie in the data directory: whoever copies one would have both',
    );
  }
  return {
    enabled: cache.flag('enabled', true),
    encryption: cache.flag('encryption', true),
    cleanupDays: cache.number('cleanup_days', { min: 1, max: 3650, fallback: 7 }),
    directory,
    keyFile,
  };
}

function readUrl(server: ConfigSection): string {
  const text = server.requiredText('url');
  if (text === '') return '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    server.fault(
      'url',
      '应为 http:// 或 https:// 开头的地址',
      'must be an address that begins with http:// or https://',
    );
    return '';
  }
  if (url.username !== '' || url.search !== '' || url.hash !== '' || !['/', '/graphql'].includes(url.pathname)) {
    server.fault(
      'url',
      '只写到端口为止，例如 https://hub.example.com',
      'must end after host and port, e.g. https://hub.example.com',
    );
    return '';
  }
  if (url.protocol === 'http:' && !['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)) {
    server.warn('url', '使用 http 时密钥与消息以明文传输', 'is plain http: key and messages travel unencrypted');
  }
  return url.origin;
}

/** Where a user's programs keep settings, so that the key is not copied together with the data folder. */
function settingsFolder(): string {
  const base = process.platform === 'win32' ? process.env['APPDATA'] : process.env['XDG_CONFIG_HOME'];
  return join(base ?? join(homedir(), process.platform === 'win32' ? 'AppData/Roaming' : '.config'), 'kefu-agent');
}

function yamlFault(message: string): Text {
  const first = message.split('\n', 1)[0] ?? message;
  return { zh: `配置文件不是合法的 YAML：${first}`, en: `the configuration file is not valid YAML: ${first}` };
}
