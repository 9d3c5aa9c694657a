import {
  type ChatAnswer,
  type ChatAttempt,
  type ChatModel,
  ChatModelError,
  type ChatRequest,
} from '../../ports/chat-model.ts';
import type { Clock } from '../../ports/clock.ts';
import { type BreakerOptions, type CircuitBreaker, createCircuitBreaker } from './circuit-breaker.ts';
import { brokenCall, type CallFailure, endedCall } from './model-failure.ts';
import { within } from './within.ts';

export interface FailoverOptions {
  readonly clock: Clock;
  /** Milliseconds for one model before the next is asked. */
  readonly callTimeoutMs: number;
  readonly breaker: BreakerOptions;
}

interface Rung {
  readonly model: ChatModel;
  readonly breaker: CircuitBreaker;
}

/** The rungs of a ladder, first choice first, and the one that stands when all have failed. */
export interface Ladder {
  readonly models: readonly ChatModel[];
  readonly last: ChatModel;
}

/**
 * Asks models in order until one answers: each within its time-out, none whose breaker is open, none after the request's
 * deadline. When all fail the last rung answers. Fails when that fails too, with every attempt, or when the caller ends it.
 */
export function createFailover({ models, last }: Ladder, options: FailoverOptions): ChatModel {
  const { clock } = options;
  const rungs: Rung[] = models.map((model) => ({ model, breaker: createCircuitBreaker(options.breaker) }));
  const first = models[0] ?? last;
  return {
    provider: first.provider,
    model: first.model,
    async complete(request) {
      const attempts: ChatAttempt[] = [];
      for (const rung of rungs) {
        const answer = await climb(rung, request, options, attempts);
        if (answer !== undefined) return { ...answer, attempts };
      }
      return fallBack(last, request, clock, attempts);
    },
    health() {
      const now = clock.now();
      return rungs.map(({ model, breaker }) => ({
        provider: model.provider,
        model: model.model,
        ...breaker.state(now),
      }));
    },
  };
}

/** Asks one model; undefined when it failed or may not be asked, which `attempts` tells. */
async function climb(
  { model, breaker }: Rung,
  request: ChatRequest,
  options: FailoverOptions,
  attempts: ChatAttempt[],
): Promise<ChatAnswer | undefined> {
  const { clock } = options;
  const started = clock.now();
  const note = (failure?: string): void => {
    const attempt = { provider: model.provider, model: model.model, milliseconds: Math.round(clock.now() - started) };
    attempts.push(failure === undefined ? attempt : { ...attempt, failure });
  };
  const timeoutMs = Math.min(options.callTimeoutMs, (request.deadline ?? Infinity) - started);
  if (request.signal.aborted) throw new ChatModelError(endedCall(request.signal.reason));
  if (timeoutMs <= 0) return (note('no time left'), undefined);
  if (!breaker.enter(started)) return (note('breaker open'), undefined);
  try {
    const fail = (failed: CallFailure): Error => new ChatModelError(failed);
    const limits = { signal: request.signal, timeoutMs, fail };
    const answer = await within(limits, (signal) => model.complete({ ...request, signal }));
    breaker.succeeded();
    note();
    return answer;
  } catch (cause) {
    const failure =
      cause instanceof ChatModelError ? cause : new ChatModelError(brokenCall('unexpected failure', cause));
    note(failure.reason);
    if (failure.fault === 'provider') breaker.failed(clock.now(), !failure.retryable, failure.retryAfterMs);
    else breaker.released();
    if (failure.fault === 'caller') throw new ChatModelError({ ...outline(failure), attempts });
    return undefined;
  }
}

async function fallBack(
  last: ChatModel,
  request: ChatRequest,
  clock: Clock,
  attempts: ChatAttempt[],
): Promise<ChatAnswer> {
  const started = clock.now();
  const attempt = { provider: last.provider, model: last.model };
  try {
    const answer = await last.complete(request);
    return { ...answer, attempts: [...attempts, { ...attempt, milliseconds: Math.round(clock.now() - started) }] };
  } catch (cause) {
    if (!(cause instanceof ChatModelError)) throw cause;
    const tried = [...attempts, { ...attempt, milliseconds: Math.round(clock.now() - started), failure: cause.reason }];
    throw new ChatModelError({ ...outline(cause), retryable: attempts.length > 0, attempts: tried });
  }
}

function outline({ fault, retryable, reason, cause }: ChatModelError): ConstructorParameters<typeof ChatModelError>[0] {
  return { fault, retryable, reason, cause };
}
