import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { AppError, ERROR_MEANINGS } from '../../ports/errors.ts';
import type { Log } from '../../ports/log.ts';
import { sendJson, sendRefusal } from './answer.ts';
import { discardBody } from './read-body.ts';
import type { Exchange, Route } from './route.ts';

/** A request that takes longer to arrive is cut: a file of 100 MB over a slow line. Other bodies have a minute (read-body.ts). */
const REQUEST_MS = 900_000;
const HEADERS_MS = 10_000;

/** An HTTP server that asks its routes one after the other. */
export function createHttpServer(routes: readonly Route[], log: Log): Server {
  const server = createServer({ requestTimeout: REQUEST_MS, headersTimeout: HEADERS_MS }, (request, response) => {
    void answer(routes, log, { request, response });
  });
  server.keepAliveTimeout = 65_000;
  return server;
}

async function answer(
  routes: readonly Route[],
  log: Log,
  { request, response }: { request: IncomingMessage; response: ServerResponse },
): Promise<void> {
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('referrer-policy', 'no-referrer');
  response.setHeader('x-frame-options', 'DENY');
  try {
    const url = parseUrl(request);
    const exchange: Exchange = { request, response, url };
    for (const route of routes) if (await route(exchange)) return;
    throw new AppError('NOT_FOUND', { path: url.pathname.slice(0, 200) });
  } catch (error) {
    const method = request.method ?? '';
    if (response.headersSent) log.error('an answer was cut short', error, { method });
    if (response.headersSent || !(await readToEnd(request))) {
      response.destroy();
      return;
    }
    if (error instanceof AppError) sendRefusal(response, error);
    else {
      const correlationId = randomUUID();
      log.error('a request failed', error, { correlationId, method });
      sendJson(response, 500, {
        code: 'INTERNAL',
        message: ERROR_MEANINGS.INTERNAL.zh,
        messageEn: ERROR_MEANINGS.INTERNAL.en,
        correlationId,
      });
    }
  }
}

async function readToEnd(request: IncomingMessage): Promise<boolean> {
  return request.complete || (!request.destroyed && (await discardBody(request).catch(() => false)));
}

function parseUrl(request: IncomingMessage): URL {
  const url = URL.parse(request.url ?? '/', 'http://hub');
  if (!url) throw new AppError('BAD_INPUT', { path: 'url' });
  return url;
}
