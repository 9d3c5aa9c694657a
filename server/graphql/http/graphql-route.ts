import type { IncomingMessage } from 'node:http';
import { AppError } from '../../ports/errors.ts';
import { type Caller, createContext, type Services } from '../context.ts';
import type { Engine, OperationRequest } from '../engine.ts';
import { sendJson, statusOf } from './answer.ts';
import { principalOf, type VerifyToken } from './authenticate.ts';
import { discardBody, inTime, readBody } from './read-body.ts';
import type { Exchange, Route } from './route.ts';

/** Bytes of a request at most: a batch of 128 long lines fits. Sockets take frames of the same size. */
export const MAX_REQUEST_BYTES = 2 * 1024 * 1024;

/** What the route stands on. */
export interface GraphqlRouteOptions {
  readonly engine: Engine;
  readonly services: Services;
  readonly verify: VerifyToken;
}

/**
 * /graphql: JSON by POST on a short way of its own, everything else (GET for queries, event streams) through Yoga.
 * Cross-origin requests get no permission, forms are not understood.
 */
export function graphqlRoute(options: GraphqlRouteOptions): Route {
  return async (exchange) => {
    const { request, response, url } = exchange;
    if (url.pathname !== '/graphql') return false;
    try {
      const caller = await callerOf(request, options.verify);
      if (isPlainJson(request)) await answerJson(options.engine, exchange, caller);
      else await answerByYoga(options, exchange, caller);
    } catch (error) {
      if (!(error instanceof AppError) || response.headersSent || !(await discardBody(request))) throw error;
      sendJson(response, statusOf(error.code), { errors: [options.engine.maskError(error)] });
    }
    return true;
  };
}

async function callerOf(request: IncomingMessage, verify: VerifyToken): Promise<Caller> {
  const principal = await principalOf(request, verify);
  return { principal, connection: null, remoteAddress: request.socket.remoteAddress ?? '' };
}

function isPlainJson({ method, headers }: IncomingMessage): boolean {
  if (method !== 'POST') return false;
  if (!/^application\/json\b/i.test(headers['content-type'] ?? ''))
    throw new AppError('UNSUPPORTED_FORMAT', { accepted: 'application/json' });
  // Clients that can take a stream as well (urql) name JSON too: they get it by the short way.
  return /application\/(?:graphql-response\+)?json|\*\/\*/.test(headers.accept ?? '*/*');
}

async function answerJson(engine: Engine, { request, response }: Exchange, caller: Caller): Promise<void> {
  const body = await readBody(request, { bytes: MAX_REQUEST_BYTES, code: 'LIMIT_BODY' });
  const prepared = engine.prepare(caller, requestOf(body));
  if (!('kind' in prepared)) return sendJson(response, 200, { errors: prepared });
  if (prepared.kind === 'subscription') throw new AppError('BAD_INPUT', { problem: 'subscriptions need a WebSocket' });
  sendJson(response, 200, await prepared.execute(prepared.args));
}

function requestOf(body: Buffer): OperationRequest {
  const parsed = parseJson(body);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw malformed('body');
  const { query, operationName, variables } = parsed as Record<string, unknown>;
  if (typeof query !== 'string') throw malformed('query');
  if (operationName !== undefined && operationName !== null && typeof operationName !== 'string')
    throw malformed('operationName');
  if (variables !== undefined && variables !== null && (typeof variables !== 'object' || Array.isArray(variables)))
    throw malformed('variables');
  return { query, operationName, variables: variables as OperationRequest['variables'] };
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw malformed('body');
    throw error;
  }
}

function malformed(path: string): AppError {
  return new AppError('BAD_INPUT', { path, problem: 'malformed' });
}

async function answerByYoga(
  { engine, services }: GraphqlRouteOptions,
  { request, response }: Exchange,
  caller: Caller,
): Promise<void> {
  const { method, headers } = request;
  if (method !== 'GET' && method !== 'POST') throw new AppError('BAD_INPUT', { problem: 'method' });
  const length = Number(headers['content-length'] ?? Number.NaN);
  if (method === 'POST' && !(length <= MAX_REQUEST_BYTES))
    throw new AppError('LIMIT_BODY', { limit: MAX_REQUEST_BYTES });
  await inTime(request, async () => engine.yoga.handle(request, response, createContext(services, caller)));
}
