import type { ChatModel } from '../../ports/chat-model.ts';
import { type Clock, systemClock } from '../../ports/clock.ts';
import { type BreakerOptions, DEFAULT_BREAKER } from './circuit-breaker.ts';
import type { ModelEndpoint } from './endpoint.ts';
import { createFailover } from './failover.ts';
import { createMistralModel } from './mistral.ts';
import { createOfflineModel } from './offline.ts';
import { createOpenAiModel } from './openai.ts';
import { providerNamed, type TokenPrice } from './providers.ts';

/** One model the owner wants asked; what is absent comes from the table of providers. */
export interface ModelChoice {
  readonly provider: string;
  readonly apiKey?: string;
  readonly baseUrl?: string;
  readonly model?: string;
  /** Yuan per million tokens, where it differs from the list. */
  readonly price?: TokenPrice;
}

export interface ChatModelConfig {
  /** First choice first, the others stand by. Empty: answers come from the knowledge base word for word. */
  readonly choices: readonly ModelChoice[];
  /** Milliseconds for one model before the next is asked (6,000). */
  readonly callTimeoutMs?: number;
  readonly breaker?: BreakerOptions;
}

const CALL_TIMEOUT_MS = 6000;

/** Faults of a configuration in words for its owner; empty when it can be used. */
export function chatModelFaults(config: ChatModelConfig): string[] {
  return config.choices.flatMap((choice) => {
    const provider = providerNamed(choice.provider);
    if (provider === undefined) return [`未知的模型服务商 · unknown model provider: ${choice.provider}`];
    const missing = [
      (choice.baseUrl ?? provider.baseUrl) === undefined ? '地址 · base URL' : '',
      (choice.model ?? provider.defaultModel) === undefined ? '模型 · model' : '',
      !choice.apiKey && provider.keyOptional !== true ? `密钥 · key (${provider.keyVariable})` : '',
    ].filter((name) => name !== '');
    const faults = missing.map((name) => `${provider.label}: 缺少${name} is missing`);
    const url = choice.baseUrl ?? provider.baseUrl;
    return url !== undefined && !/^https?:\/\//.test(url)
      ? [...faults, `${provider.label}: 地址不是网址 · not a URL`]
      : faults;
  });
}

/** Builds the ladder: the chosen models in order, then the best passage word for word. Throws when the configuration has faults. */
export function createChatModel(config: ChatModelConfig, clock: Clock = systemClock): ChatModel {
  const faults = chatModelFaults(config);
  if (faults.length > 0) throw new Error(faults.join('; '));
  if (config.choices.length === 0) return createOfflineModel();
  const models = config.choices.map((choice) => {
    const endpoint = endpointOf(choice);
    return providerNamed(choice.provider)?.protocol === 'mistral'
      ? createMistralModel(endpoint)
      : createOpenAiModel(endpoint);
  });
  const ladder = { models, last: createOfflineModel('template') };
  const { callTimeoutMs = CALL_TIMEOUT_MS, breaker = DEFAULT_BREAKER } = config;
  return createFailover(ladder, { clock, callTimeoutMs, breaker });
}

function endpointOf(choice: ModelChoice): ModelEndpoint {
  const provider = providerNamed(choice.provider);
  const model = choice.model ?? provider?.defaultModel ?? '';
  const listed = model === provider?.defaultModel ? provider.price : undefined;
  return {
    provider: choice.provider,
    model,
    baseUrl: choice.baseUrl ?? provider?.baseUrl ?? '',
    apiKey: choice.apiKey ?? '',
    tokenLimit: provider?.tokenLimit ?? 'max_tokens',
    price: choice.price ?? listed,
  };
}
