import { hostname } from 'node:os';
import { resolve } from 'node:path';

/** Where the truth is kept: a PostgreSQL server, or PostgreSQL embedded in the data folder. */
export type DatabaseConfig =
  | { readonly kind: 'pglite'; readonly folder: string }
  | { readonly kind: 'postgres'; readonly url: string };

/** How nodes of a hub wake each other: Redis when there are several, memory when there is one. */
export type PubsubConfig = { readonly kind: 'memory' } | { readonly kind: 'redis'; readonly url: string };

/** Where passages are searched: in this process, or in a Weaviate that nodes share. */
export type SearchConfig =
  | { readonly kind: 'embedded' }
  | {
      readonly kind: 'weaviate';
      readonly url: string;
      /** Host and port of its gRPC interface. */
      readonly grpc: string;
      readonly apiKey: string | undefined;
    };

/** Where pictures are read: in a process of the hub's own, or by a PaddleOCR server. */
export type OcrConfig = { readonly kind: 'embedded' } | { readonly kind: 'paddle-server'; readonly url: string };

/** One model to ask. */
export interface ModelConfig {
  readonly provider: string;
  readonly apiKey?: string;
  readonly baseUrl?: string;
  readonly model?: string;
}

/**
 * What finds out what texts mean: nothing, the model that `npm run embedder` runs beside the data, or a provider's. What is
 * absent comes from the table of providers.
 */
export type EmbedderConfig =
  | { readonly kind: 'none' }
  | { readonly kind: 'local'; readonly folder: string }
  | ({ readonly kind: 'provider' } & ModelConfig & {
        /** How the model is told question from passage, when its name does not say. */
        readonly style?: string;
      });

/** An endpoint that puts what the search found into a better order. */
export type RerankerConfig = Readonly<{ url: string; model?: string; apiKey?: string }>;

/** The hub's secret: given, or made at the first start and kept in the data folder. */
export type SecretConfig = { readonly kind: 'file' } | { readonly kind: 'given'; readonly secret: Uint8Array };

/** Everything the hub is told from outside. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Where people and agents reach the hub; without a slash at the end. Null: the address it listens on. */
  readonly publicUrl: string | null;
  /** Pages of these origins may open sockets, besides the hub's own. */
  readonly allowedOrigins: readonly string[];
  readonly dataFolder: string;
  /** The built console. */
  readonly consoleFolder: string;
  /** Folder with the owner's knowledge; null when none is named. */
  readonly knowledgeFolder: string | null;
  readonly demo: boolean;
  /** Names this process across its restarts. */
  readonly workerId: string;
  readonly secret: SecretConfig;
  readonly database: DatabaseConfig;
  readonly pubsub: PubsubConfig;
  readonly search: SearchConfig;
  readonly ocr: OcrConfig;
  /** First choice first; empty: answers come from the knowledge base word for word. */
  readonly models: readonly ModelConfig[];
  readonly embedder: EmbedderConfig;
  /** Null: none. */
  readonly reranker: RerankerConfig | null;
}

/** A provider of models as the configuration knows it. */
export interface KnownProvider {
  readonly name: string;
  readonly keyVariable: string;
  readonly keyOptional?: boolean;
}

/** The configuration cannot be used; carries every fault, Chinese and English, not just the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join('\n'));
    this.faults = faults;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORT = 8787;
const SECRET_BYTES = 32;
const GUESSABLE = /change.?me|default|secret|password|example|123456/i;

/** Reads the environment and the arguments. `root` is the checkout, where data and built console lie by default. */
export function loadConfig(
  environment: Environment,
  args: readonly string[],
  given: { root: string; providers: readonly KnownProvider[] },
): Config {
  const faults: string[] = [];
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const url = (name: string, protocols: readonly string[]): string | undefined => {
    const value = text(name);
    if (value === undefined || protocols.includes(URL.parse(value)?.protocol ?? '')) return value;
    faults.push(`${name} 应以 ${protocols.join(' 或 ')} 开头 · must begin with ${protocols.join(' or ')}`);
    return undefined;
  };
  for (const arg of args) if (arg !== '--no-demo') faults.push(`未知参数 · unknown argument: ${arg}`);
  const host = text('HOST') ?? '127.0.0.1';
  const port = readPort(text('PORT'), faults);
  const dataFolder = resolve(given.root, text('DATA_DIR') ?? '.kefu');
  const databaseUrl = url('DATABASE_URL', ['postgres:', 'postgresql:']);
  const redisUrl = url('REDIS_URL', ['redis:', 'rediss:']);
  const ocrUrl = url('OCR_URL', ['http:', 'https:']);
  const knowledge = text('KNOWLEDGE_DIR');
  const config: Config = {
    host,
    port,
    publicUrl: url('PUBLIC_URL', ['http:', 'https:'])?.replace(/\/+$/, '') ?? null,
    allowedOrigins:
      text('ALLOWED_ORIGINS')
        ?.split(',')
        .map((origin) => origin.trim()) ?? [],
    dataFolder,
    consoleFolder: resolve(given.root, text('CONSOLE_DIR') ?? 'dist/console'),
    knowledgeFolder: knowledge === undefined ? null : resolve(given.root, knowledge),
    demo: !args.includes('--no-demo'),
    workerId: text('WORKER_ID') ?? `${hostname()}:${port}`,
    secret: readSecret(text('SECRET_KEY'), faults),
    database: databaseUrl ? { kind: 'postgres', url: databaseUrl } : { kind: 'pglite', folder: dataFolder },
    pubsub: redisUrl ? { kind: 'redis', url: redisUrl } : { kind: 'memory' },
    search: readSearch(url('WEAVIATE_URL', ['http:', 'https:']), text, faults),
    ocr: ocrUrl ? { kind: 'paddle-server', url: ocrUrl } : { kind: 'embedded' },
    models: readModels(environment, given.providers, faults),
    embedder: readEmbedder(environment, given.providers, dataFolder),
    reranker: readReranker(url('RERANK_URL', ['http:', 'https:']), text('RERANK_MODEL'), text('RERANK_API_KEY')),
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

function readReranker(url?: string, model?: string, apiKey?: string): RerankerConfig | null {
  return url === undefined ? null : { url, ...(model && { model }), ...(apiKey && { apiKey }) };
}

function readPort(value: string | undefined, faults: string[]): number {
  if (value === undefined) return DEFAULT_PORT;
  const port = Number(value);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  faults.push('PORT 应为 0–65535 的整数 · must be a whole number 0–65535');
  return DEFAULT_PORT;
}

const WEAVIATE_GRPC_PORT = 50_051;

function readSearch(
  url: string | undefined,
  text: (name: string) => string | undefined,
  faults: string[],
): SearchConfig {
  const address = text('WEAVIATE_GRPC');
  const apiKey = text('WEAVIATE_API_KEY');
  if (address !== undefined && !/^[^\s/]+:\d+$/.test(address)) {
    faults.push('WEAVIATE_GRPC 应为 主机:端口 · must be host:port');
  }
  if (url === undefined) return { kind: 'embedded' };
  return { kind: 'weaviate', url, grpc: address ?? `${URL.parse(url)?.hostname}:${WEAVIATE_GRPC_PORT}`, apiKey };
}

function readSecret(value: string | undefined, faults: string[]): SecretConfig {
  if (value === undefined) return { kind: 'file' };
  const secret = Buffer.from(value, 'utf8');
  if (secret.length < SECRET_BYTES || new Set(secret).size < 8 || GUESSABLE.test(value)) {
    faults.push(
      `SECRET_KEY 须为至少 ${SECRET_BYTES} 字节的随机值 · must be at least ${SECRET_BYTES} random bytes (openssl rand -base64 48)`,
    );
  }
  return { kind: 'given', secret };
}

/**
 * Models are found by their key. CHAT_MODELS orders them and can name ones that need no key; NAME_BASE_URL and NAME_MODEL
 * change address and model of one.
 */
function readModels(environment: Environment, providers: readonly KnownProvider[], faults: string[]): ModelConfig[] {
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const named = text('CHAT_MODELS')
    ?.split(',')
    .map((name) => name.trim().toLowerCase());
  for (const name of named ?? []) {
    if (!providers.some((provider) => provider.name === name))
      faults.push(`CHAT_MODELS: 未知的模型服务商 · unknown provider ${name}`);
  }
  const found = providers.filter(
    ({ name, keyVariable }) =>
      named?.includes(name) ?? (text(keyVariable) ?? text(variable(name, 'BASE_URL'))) !== undefined,
  );
  const chosen = named ? found.toSorted((a, b) => named.indexOf(a.name) - named.indexOf(b.name)) : found;
  return chosen.map(({ name, keyVariable }) => {
    const apiKey = text(keyVariable);
    const baseUrl = text(variable(name, 'BASE_URL'));
    const model = text(variable(name, 'MODEL'));
    return {
      provider: name,
      ...(apiKey ? { apiKey } : {}),
      ...(baseUrl ? { baseUrl } : {}),
      ...(model ? { model } : {}),
    };
  });
}

/** Local unless a provider or an address is named: what customers ask goes to no provider that was not chosen for it. */
function readEmbedder(environment: Environment, providers: readonly KnownProvider[], folder: string): EmbedderConfig {
  const text = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const [named, given, key, model, style] = ['PROVIDER', 'BASE_URL', 'API_KEY', 'MODEL', 'INPUT'].map((what) =>
    text(`EMBEDDING_${what}`),
  );
  const provider = named?.toLowerCase() ?? (given === undefined ? 'local' : 'custom');
  if (provider === 'none') return { kind: 'none' };
  if (provider === 'local') return { kind: 'local', folder };
  const known = providers.find(({ name }) => name === provider);
  const apiKey = key ?? text(known?.keyVariable ?? '');
  const baseUrl = given ?? text(variable(provider, 'BASE_URL'));
  return {
    kind: 'provider',
    provider,
    ...(apiKey ? { apiKey } : {}),
    ...(baseUrl ? { baseUrl } : {}),
    ...(model ? { model } : {}),
    ...(style ? { style } : {}),
  };
}

function variable(provider: string, what: 'BASE_URL' | 'MODEL'): string {
  return `${provider.toUpperCase()}_${what}`;
}
