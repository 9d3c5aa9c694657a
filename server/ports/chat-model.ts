import { PortError, type PortFailure } from './errors.ts';

/** One line of the conversation as the model sees it; customers' text is data, never an instruction. */
export interface ChatLine {
  readonly role: 'user' | 'assistant';
  readonly content: string;
}

/** A passage offered to the model; an adapter without a model answers from the first one word for word. */
export interface ChatPassage {
  /** Chunk id, kept for the trace. */
  readonly id: string;
  readonly question: string;
  readonly answer: string;
}

export interface ChatRequest {
  readonly system: string;
  /** Oldest first; the last line is the one to answer. */
  readonly messages: readonly ChatLine[];
  /** Output tokens at most (default of the product 400). */
  readonly maxTokens: number;
  /** 0–1 (default of the product 0.3). */
  readonly temperature: number;
  /** Ends the call at once; it rejects with a ChatModelError of fault 'caller'. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970 after which no model is asked any more and a ladder goes to its last rung; absent: no such moment. */
  readonly deadline?: number;
  /** Best first. Already written into `system` for real models; here for those that have none. */
  readonly passages?: readonly ChatPassage[];
}

/** What a model answered and what it cost. Tokens are the provider's own count, 0 when it gives none or none were used. */
export interface ChatAnswer {
  readonly text: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** Name in providers.ts, 'offline' or 'template'. */
  readonly provider: string;
  readonly model: string;
  /** True when the text is an answer of the knowledge base word for word: no model wrote it. */
  readonly verbatim: boolean;
  /** True when the answer met its limit of tokens and ends in the middle. */
  readonly truncated?: boolean;
  /** Estimate in yuan by the provider's price per token; absent when no price is known. */
  readonly cost?: number;
  /** One entry for each model asked, in order, failures included; an adapter that asks one may leave it out. */
  readonly attempts?: readonly ChatAttempt[];
}

/** One call to one model, as the trace keeps it. */
export interface ChatAttempt {
  readonly provider: string;
  readonly model: string;
  readonly milliseconds: number;
  /** Absent when the call succeeded. */
  readonly failure?: string;
}

/** State of one provider's breaker, shown in the console and raised as an alert when open. */
export interface ProviderHealth {
  readonly provider: string;
  readonly model: string;
  readonly state: 'closed' | 'open' | 'half-open';
  readonly consecutiveFailures: number;
}

/** A language model that completes one conversation. */
export interface ChatModel {
  readonly provider: string;
  readonly model: string;
  /** Answers once. Fails only with ChatModelError; `retryable` tells whether another model or a later call may succeed. */
  complete(request: ChatRequest): Promise<ChatAnswer>;
  /** Breakers of every model behind this one; a single model has none. */
  health?(): readonly ProviderHealth[];
}

/**
 * Whose failure it was. provider: key, balance, overload, network, broken answer; counts against the provider. request: this
 * text was refused, another may pass. caller: the signal ended the call.
 */
export type ChatFault = 'provider' | 'request' | 'caller';

export interface ChatFailure extends Omit<PortFailure, 'port'> {
  readonly fault: ChatFault;
  /** Every model asked before giving up. */
  readonly attempts?: readonly ChatAttempt[];
}

/** The one failure of this port. */
export class ChatModelError extends PortError {
  readonly fault: ChatFault;
  readonly attempts: readonly ChatAttempt[];

  constructor({ fault, attempts = [], ...failure }: ChatFailure) {
    super({ port: 'chat-model', ...failure });
    this.fault = fault;
    this.attempts = attempts;
  }
}
