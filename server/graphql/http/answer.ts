import type { ServerResponse } from 'node:http';
import { type AppError, ERROR_MEANINGS, type ErrorCode } from '../../ports/errors.ts';

const STATUS: Partial<Record<ErrorCode, number>> = {
  BAD_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  LIMIT_BODY: 413,
  LIMIT_FILE: 413,
  UNSUPPORTED_FORMAT: 415,
  LIMIT_RATE: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
};

/** HTTP status that goes with a code; 400 for all that have none of their own. */
export function statusOf(code: ErrorCode): number {
  return STATUS[code] ?? 400;
}

/** Answers JSON that no cache keeps. */
export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'content-length': bytes.length,
    'cache-control': 'no-store',
  });
  response.end(bytes);
}

/** Answers a refusal as {code, message, messageEn, detail}. */
export function sendRefusal(response: ServerResponse, error: AppError): void {
  const { code, message, detail } = error;
  sendJson(response, statusOf(code), { code, message, messageEn: ERROR_MEANINGS[code].en, detail });
}
