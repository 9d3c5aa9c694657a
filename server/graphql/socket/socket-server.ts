import type { IncomingMessage, Server as HttpServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols, type Server } from 'graphql-ws';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { Log } from '../../ports/log.ts';
import type { Principal } from '../../ports/principal.ts';
import { MAX_REQUEST_BYTES } from '../http/graphql-route.ts';
import { createProtocol, type ProtocolOptions, type SocketExtra } from './socket-protocol.ts';
import { SocketRegistry } from './socket-registry.ts';
import { SocketWriter } from './socket-writer.ts';

/** Sockets of the whole hub. */
const MAX_SOCKETS = 20_000;
/** A socket that does not answer a ping until the next one is dead. */
const PING_MS = 12_000;
/** How often sockets are asked whether their token still holds. */
const CHECK_MS = 5_000;
const CLOSE_MS = 2_000;
const GOING_AWAY = 1001;
const FORBIDDEN = 4403;
/** Try again later: the code that graphql-ws clients do not take as final. */
const TRY_AGAIN = 1013;

/** What the socket server stands on. */
export interface SocketServerOptions extends Omit<ProtocolOptions, 'registry'> {
  readonly server: HttpServer;
  /** Makes what `isAlive` knows of many fresh, at the cost of one question. */
  readonly askAlive: (principals: readonly Principal[]) => Promise<void>;
  /** Origins besides the hub's own that pages may connect from. */
  readonly allowedOrigins: readonly string[];
  readonly log: Log;
}

/** Sockets at /graphql of an HTTP server. */
export interface SocketServer {
  /** Says goodbye to every socket (1001) and waits until they are closed. */
  close(): Promise<void>;
}

/** Serves graphql-transport-ws on an HTTP server's upgrades. */
export function serveSockets(options: SocketServerOptions): SocketServer {
  const registry = new SocketRegistry();
  const protocol = createProtocol({ ...options, registry });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_REQUEST_BYTES, handleProtocols });
  options.server.on('upgrade', (request: IncomingMessage, duplex: Duplex, head: Buffer) => {
    const refusal = refusalOf(request, options.allowedOrigins, sockets.clients.size);
    if (refusal) {
      duplex.end(`HTTP/1.1 ${refusal}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, duplex, head, (socket) => speak(socket, request, protocol, options.log));
  });
  const pings = setInterval(() => pingAll(sockets), PING_MS);
  const checks = setInterval(() => void closeDead(registry, options), CHECK_MS);
  return {
    close: async () => {
      clearInterval(pings);
      clearInterval(checks);
      await closeAll(sockets);
    },
  };
}

/** Status line of a refusal; undefined when the upgrade may go on. A page of another origin gets none; programs send no origin. */
function refusalOf(
  { url, headers }: IncomingMessage,
  allowedOrigins: readonly string[],
  open: number,
): string | undefined {
  if (URL.parse(url ?? '/', 'http://hub')?.pathname !== '/graphql') return '404 Not Found';
  if (open >= MAX_SOCKETS) return '503 Service Unavailable';
  const { origin, host } = headers;
  if (origin === undefined || allowedOrigins.includes(origin)) return undefined;
  return URL.parse(origin)?.host === host ? undefined : '403 Forbidden';
}

function speak(socket: WebSocket, request: IncomingMessage, protocol: Server<SocketExtra>, log: Log): void {
  const close = (code: number, reason: string): void => socket.close(code, reason);
  const extra: SocketExtra = { remoteAddress: request.socket.remoteAddress ?? '', close };
  const writer = new SocketWriter(socket, request.socket);
  const closed = protocol.opened(
    {
      protocol: socket.protocol,
      send: (data) => writer.send(data),
      close: (code, reason) => socket.close(code, reason),
      onMessage: (take) => {
        socket.on('message', (data) => {
          take(textOf(data)).catch((error: unknown) => {
            log.error('a socket failed', error);
            socket.close(TRY_AGAIN, 'internal error');
          });
        });
      },
    },
    extra,
  );
  alive.add(socket);
  socket.on('pong', () => alive.add(socket));
  // Broken frames and frames above the limit: ws closes the socket with the code that says so.
  socket.on('error', (error) => log.warn('a socket broke the protocol', error));
  socket.once('close', (code, reason) => {
    closed(code, String(reason)).catch((error: unknown) => log.error('a socket did not close cleanly', error));
  });
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString();
  return (data instanceof ArrayBuffer ? Buffer.from(data) : data).toString();
}

const alive = new WeakSet<WebSocket>();

function pingAll(sockets: WebSocketServer): void {
  for (const socket of sockets.clients) {
    if (alive.delete(socket)) socket.ping();
    else socket.terminate();
  }
}

async function closeDead(registry: SocketRegistry, { isAlive, askAlive, log }: SocketServerOptions): Promise<void> {
  const sockets = [...registry];
  try {
    await askAlive(sockets.map(({ principal }) => principal));
    for (const socket of sockets) {
      if (!(await isAlive(socket.principal))) socket.close(FORBIDDEN, 'token refused');
    }
  } catch (error) {
    log.warn('sockets could not be checked, none is closed', error);
  }
}

async function closeAll(sockets: WebSocketServer): Promise<void> {
  const closed = Promise.withResolvers<void>();
  sockets.close(() => closed.resolve());
  for (const socket of sockets.clients) socket.close(GOING_AWAY, 'going away');
  const impatience = setTimeout(() => {
    for (const socket of sockets.clients) socket.terminate();
  }, CLOSE_MS);
  await closed.promise;
  clearTimeout(impatience);
}
