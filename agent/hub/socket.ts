import { createClient, type Client } from 'graphql-ws/client';
import { WebSocket } from 'ws';
import { pause } from '../clock.ts';
import { backoff } from './backoff.ts';

const HANDSHAKE_MS = 10_000;
const ACKNOWLEDGE_MS = 10_000;
/** Silence after which the hub is asked whether it is still there, and how long it may take to say so. */
const PING_AFTER_MS = 10_000;
const PONG_WITHIN_MS = 6_000;
/** The hub sends nothing larger; a frame beyond it is not from a hub. */
const FRAME_LIMIT_BYTES = 4 * 1024 * 1024;

class AgentSocket extends WebSocket {
  constructor(address: string, protocols: string | string[]) {
    super(address, protocols, {
      handshakeTimeout: HANDSHAKE_MS,
      perMessageDeflate: false,
      maxPayload: FRAME_LIMIT_BYTES,
    });
  }
}

export interface SocketParts {
  readonly url: string;
  /** connection_init payload, asked for at each connection. */
  readonly greeting: () => Record<string, unknown>;
  /** Waited for before each new try. Never rejects. */
  readonly prepare: () => Promise<void>;
  readonly abort: AbortSignal;
  readonly onConnected: () => void;
  /** The connection is gone or could not be made; comes once for each try. */
  readonly onClosed: (event: unknown) => void;
  /** A failure below the protocol (refused, reset); onClosed follows. */
  readonly onError: (error: unknown) => void;
}

/** A graphql-ws client that keeps one connection for ever; `ended` resolves when it met a close code it may not retry by itself. */
export function openSocket(parts: SocketParts): { client: Client; ended: Promise<unknown> } {
  const { promise: ended, resolve: end } = Promise.withResolvers<unknown>();
  let pongTimer: NodeJS.Timeout | undefined;
  const client = createClient({
    url: `${parts.url.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: AgentSocket,
    connectionParams: parts.greeting,
    lazy: false,
    onNonLazyError: end,
    shouldRetry: () => true,
    retryAttempts: Infinity,
    retryWait: async (tries) => {
      await pause(backoff(tries), parts.abort);
      await parts.prepare();
    },
    keepAlive: PING_AFTER_MS,
    connectionAckWaitTimeout: ACKNOWLEDGE_MS,
    on: {
      connected: parts.onConnected,
      error: parts.onError,
      closed: (event) => {
        clearTimeout(pongTimer);
        parts.onClosed(event);
      },
      ping: (received) => {
        if (received) return;
        clearTimeout(pongTimer);
        pongTimer = setTimeout(() => client.terminate(), PONG_WITHIN_MS);
      },
      pong: (received) => {
        if (received) clearTimeout(pongTimer);
      },
    },
  });
  return { client, ended };
}
