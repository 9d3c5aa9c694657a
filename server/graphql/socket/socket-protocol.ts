import { randomUUID } from 'node:crypto';
import type { ExecutionArgs, GraphQLError } from 'graphql';
import { makeServer, type OperationResult, type Server } from 'graphql-ws';
import { AppError } from '../../ports/errors.ts';
import type { Caller } from '../context.ts';
import type { Engine, PreparedOperation } from '../engine.ts';
import type { VerifyToken } from '../http/authenticate.ts';
import type { IsAlive } from '../live-subscription.ts';
import type { KnownSocket, SocketRegistry } from './socket-registry.ts';

/** Operations a socket may have open at a time. */
const MAX_OPERATIONS = 100;
/** How long a socket may stay without saying who it is. */
const INIT_MS = 5_000;
/** Longest delay a timer takes. */
const MAX_DELAY_MS = 2 ** 31 - 1;
/** The token is not taken, or no longer: get a new one and come again. graphql-ws clients retry after it. */
const FORBIDDEN = 4403;
/** Too many sockets of one principal. */
const TOO_MANY = 4429;

/** What a socket carries besides the protocol's own state. */
export interface SocketExtra {
  readonly remoteAddress: string;
  readonly close: (code: number, reason: string) => void;
  /** Who it is, once it has said so. */
  known?: { readonly caller: Caller; readonly socket: KnownSocket; readonly expiry: NodeJS.Timeout };
}

/** What the protocol stands on. */
export interface ProtocolOptions {
  readonly engine: Engine;
  readonly verify: VerifyToken;
  readonly isAlive: IsAlive;
  readonly registry: SocketRegistry;
}

/**
 * graphql-transport-ws over the engine. connection_init brings {token, journalId?, version?}. A refused operation gets its
 * errors and the socket stays; a token that ends closes the socket with 4403.
 */
export function createProtocol(options: ProtocolOptions): Server<SocketExtra> {
  const { engine, isAlive, registry } = options;
  const prepared = new WeakMap<ExecutionArgs, PreparedOperation>();
  const run = async (args: ExecutionArgs, way: 'execute' | 'subscribe'): Promise<Awaited<OperationResult>> => {
    try {
      const operation = prepared.get(args);
      if (!operation) throw new Error('an operation that was not prepared');
      return (await operation[way](args)) as Awaited<OperationResult>;
    } catch (error) {
      // Thrown on, it would end the socket with all its other operations.
      return { errors: [engine.maskError(error)] };
    }
  };
  return makeServer<Record<string, unknown>, SocketExtra>({
    connectionInitWaitTimeout: INIT_MS,
    onConnect: (context) => identify(options, context.extra, context.connectionParams ?? {}),
    onDisconnect: ({ extra }) => {
      if (!extra.known) return;
      clearTimeout(extra.known.expiry);
      registry.delete(extra.known.socket);
    },
    onSubscribe: async ({ extra, subscriptions }, _id, payload) => {
      const { caller } = extra.known ?? {};
      if (!caller?.principal || !(await isAlive(caller.principal))) {
        extra.close(FORBIDDEN, 'token refused');
        return [engine.maskError(new AppError('UNAUTHENTICATED'))];
      }
      if (Object.keys(subscriptions).length > MAX_OPERATIONS) {
        return [engine.maskError(new AppError('LIMIT_RATE', { operations: MAX_OPERATIONS }))];
      }
      const operation = engine.prepare(caller, payload);
      if (!('kind' in operation)) return operation;
      prepared.set(operation.args, operation);
      return operation.args;
    },
    execute: (args) => run(args, 'execute'),
    subscribe: (args) => run(args, 'subscribe'),
    onError: (_context, _id, _payload, errors) => errors.map((error: GraphQLError) => engine.maskError(error).toJSON()),
  });
}

async function identify(
  { verify, registry }: ProtocolOptions,
  extra: SocketExtra,
  { token, journalId, version }: Readonly<Record<string, unknown>>,
): Promise<boolean> {
  const principal = await verify(String(token)).catch(refusedToken);
  if (!principal) return false;
  const connection = { id: randomUUID(), journalId: textOr(journalId), version: textOr(version) };
  const socket: KnownSocket = { principal, close: extra.close };
  if (!registry.add(socket)) {
    extra.close(TOO_MANY, 'too many sockets');
    return false;
  }
  const left = Math.min(MAX_DELAY_MS, principal.expiresAt.getTime() - Date.now());
  const expiry = setTimeout(() => extra.close(FORBIDDEN, 'token expired'), left);
  extra.known = { caller: { principal, connection, remoteAddress: extra.remoteAddress }, socket, expiry };
  return true;
}

function refusedToken(error: unknown): null {
  if (error instanceof AppError) return null;
  throw error;
}

function textOr(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= 100 ? value : undefined;
}
