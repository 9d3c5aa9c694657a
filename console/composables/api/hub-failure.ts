import type { CombinedError } from '@urql/core';

/** Why a request came to nothing: a coded refusal of the hub, or no answer at all (NETWORK). */
export interface HubFailure {
  /** A code of the hub (OWNED_BY, BAD_INPUT, …), NETWORK when nobody answered, INTERNAL when the hub gave no code. */
  readonly code: string;
  /** The hub's own words, for the details only. */
  readonly message: string;
  /** Facts the hub attached, such as who holds the room. */
  readonly detail: Readonly<Record<string, unknown>>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** Reads an urql error. A refusal wins over a broken line: both can be present in one answer. */
export function failureOf(error: CombinedError): HubFailure {
  const refusal = error.graphQLErrors[0];
  if (!refusal) {
    const status: unknown = isRecord(error.response) ? error.response['status'] : undefined;
    if (status === 401) return { code: 'UNAUTHENTICATED', message: error.message, detail: {} };
    return { code: 'NETWORK', message: error.networkError?.message ?? error.message, detail: {} };
  }
  const { code, detail, correlationId } = refusal.extensions;
  return {
    code: typeof code === 'string' ? code : 'INTERNAL',
    message: refusal.message,
    detail: { ...(isRecord(detail) ? detail : {}), ...(typeof correlationId === 'string' ? { correlationId } : {}) },
  };
}
