import { randomUUID } from 'node:crypto';
import { PothosValidationError } from '@pothos/core';
import { GraphQLError } from 'graphql';
import { AppError, type ErrorCode, type ErrorDetail, ERROR_MEANINGS, PortError } from '../ports/errors.ts';
import type { Log } from '../ports/log.ts';

/** Makes what a client sees of an error. */
export type MaskError = (error: unknown) => GraphQLError;

/**
 * Expected refusals show their code; faults of the request (syntax, unknown fields, wrong values) are BAD_INPUT; vendors'
 * failures are UNAVAILABLE; all else is INTERNAL. The last two hide their message behind a correlation id and are logged once.
 */
export function createMaskError(log: Log): MaskError {
  const masked = new WeakMap<object, GraphQLError>();
  return (error) => {
    const known = typeof error === 'object' && error !== null ? masked.get(error) : undefined;
    if (known) return known;
    const shown = showError(error, log);
    if (typeof error === 'object' && error !== null) masked.set(error, shown);
    masked.set(shown, shown);
    return shown;
  };
}

function showError(error: unknown, log: Log): GraphQLError {
  const graphqlError = error instanceof GraphQLError ? error : undefined;
  const cause = causeOf(error);
  const place = {
    nodes: graphqlError?.nodes,
    path: graphqlError?.path,
    positions: graphqlError?.positions,
    source: graphqlError?.source,
  };
  if (cause instanceof AppError) return coded(cause.message, { code: cause.code, detail: cause.detail }, place);
  if (cause instanceof PothosValidationError) return coded(cause.message, { code: 'BAD_INPUT', detail: {} }, place);
  if (cause === undefined) return coded(graphqlError?.message ?? '', { code: 'BAD_INPUT', detail: {} }, place);
  const correlationId = randomUUID();
  const code: ErrorCode = cause instanceof PortError ? 'UNAVAILABLE' : 'INTERNAL';
  log.error('an operation failed', cause, { correlationId, code, path: graphqlError?.path?.join('.') ?? '' });
  return coded(ERROR_MEANINGS[code].zh, { code, detail: {}, correlationId }, place);
}

/** What was thrown behind GraphQL's wrapping; undefined for a fault that GraphQL itself found. */
function causeOf(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError) cause = cause.originalError;
  return cause;
}

interface ErrorExtensions {
  readonly code: ErrorCode;
  readonly detail: ErrorDetail;
  readonly correlationId?: string;
}

function coded(message: string, extensions: ErrorExtensions, place: object): GraphQLError {
  return new GraphQLError(message, { ...place, extensions: { ...extensions } });
}
