import type { ChatAnswer } from '../../ports/chat-model.ts';
import type { TokenPrice } from './providers.ts';

/** One model of one provider, ready to be asked. */
export interface ModelEndpoint {
  readonly provider: string;
  readonly model: string;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly tokenLimit: 'max_tokens' | 'max_completion_tokens';
  readonly price: TokenPrice | undefined;
}

/** Tokens as the provider counted them; undefined when it did not say. */
export interface CountedTokens {
  readonly prompt: number | undefined;
  readonly completion: number | undefined;
}

const PRICED_TOKENS = 1_000_000;

/** Makes the port's answer of what an endpoint said. */
export function answerOf(endpoint: ModelEndpoint, text: string, tokens: CountedTokens, truncated: boolean): ChatAnswer {
  const promptTokens = tokens.prompt ?? 0;
  const completionTokens = tokens.completion ?? 0;
  const { price, provider, model } = endpoint;
  const cost = price && (promptTokens * price.input + completionTokens * price.output) / PRICED_TOKENS;
  return {
    text,
    promptTokens,
    completionTokens,
    provider,
    model,
    verbatim: false,
    truncated,
    ...(cost === undefined ? {} : { cost }),
  };
}
