import type { ChatFailure } from '../../ports/chat-model.ts';

/** How a call to a model's provider failed; each port makes its own error of it. */
export type CallFailure = Omit<ChatFailure, 'attempts'>;

/** What an HTTP answer that is no success says. */
export interface RefusedCall {
  readonly status: number;
  /** The header Retry-After, seconds or a date. */
  readonly retryAfter: string | null;
  /** The provider's own word for it, such as model_not_found; never its prose, which may repeat the key. */
  readonly code?: string | null | undefined;
  readonly cause: unknown;
}

/** Refusals of this text, which another model or another text may pass. */
const REQUEST_STATUSES = new Set([400, 413, 422]);
/** Refusals that pass by themselves. */
const PASSING_STATUSES = new Set([408, 409, 425, 429]);
const SHORT_CODE = /^[\w.-]{1,60}$/;
const LONGEST_WAIT_MS = 600_000;

/** A provider's refusal by its status: wrong key and missing model are final, overload is not, bad input is the text's own. */
export function refusedCall({ status, retryAfter, code, cause }: RefusedCall): CallFailure {
  const wait = waitOf(retryAfter);
  return {
    fault: REQUEST_STATUSES.has(status) ? 'request' : 'provider',
    retryable: PASSING_STATUSES.has(status) || status >= 500,
    reason: `HTTP ${status}${typeof code === 'string' && SHORT_CODE.test(code) ? ` ${code}` : ''}`,
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
    cause,
  };
}

/** The line was cut, the name not found, or the answer not what the protocol promises. */
export function brokenCall(reason: string, cause?: unknown): CallFailure {
  return { fault: 'provider', retryable: true, reason, cause };
}

/** The caller's signal ended the call. */
export function endedCall(cause?: unknown): CallFailure {
  return { fault: 'caller', retryable: true, reason: 'ended by the caller', cause };
}

function waitOf(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(wait) ? Math.min(Math.max(0, Math.round(wait)), LONGEST_WAIT_MS) : undefined;
}
