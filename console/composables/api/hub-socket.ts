import { createClient, type Client } from 'graphql-ws';
import { shallowReactive } from 'vue';
import { retryDelay } from './retry-delay.ts';

/** How the live line is. `retryAt` is when the next attempt is due (milliseconds), 0 when none is. */
export interface LineState {
  phase: 'idle' | 'connecting' | 'online' | 'reconnecting' | 'offline';
  attempt: number;
  retryAt: number;
}

export interface HubSocket {
  readonly client: Client;
  readonly line: LineState;
  /** Does not wait for the next attempt. */
  retryNow(): void;
}

const PING_MS = 10_000;
const PONG_MS = 5_000;
/** After so many failed attempts in a row (about 8 s) it is no longer a hiccup. */
const OFFLINE_AFTER = 4;
const UNAUTHORISED = new Set([4401, 4403]);

function closeCode(event: unknown): number | undefined {
  if (typeof event !== 'object' || event === null || !('code' in event)) return undefined;
  return typeof event.code === 'number' ? event.code : undefined;
}

/** A wait that can be cut short. */
function createPause(): { wait(ms: number): Promise<void>; wake(): void } {
  let wake: () => void = () => undefined;
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    wake: () => wake(),
  };
}

/** Ends a socket that no longer answers: a sleeping laptop or a lost Wi-Fi does not close it by itself. */
function createWatchdog(terminate: () => void): { asked(): void; answered(): void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    asked: () => {
      clearTimeout(timer);
      timer = setTimeout(terminate, PONG_MS);
    },
    answered: () => clearTimeout(timer),
  };
}

/** The one socket for everything live. It never gives up, and what it does is to be seen in `line`. */
export function createHubSocket(options: {
  url: string;
  token(): Promise<string | undefined>;
  onUnauthorised(): void;
}): HubSocket {
  const line = shallowReactive<LineState>({ phase: 'idle', attempt: 0, retryAt: 0 });
  const pause = createPause();
  const watchdog = createWatchdog(() => client.terminate());
  const client = createClient({
    url: options.url,
    connectionParams: async () => ({ token: await options.token() }),
    keepAlive: PING_MS,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: (event) => !UNAUTHORISED.has(closeCode(event) ?? 0),
    retryWait: async (attempt) => {
      const delay = retryDelay(attempt);
      line.attempt = attempt + 1;
      line.phase = attempt + 1 >= OFFLINE_AFTER || !navigator.onLine ? 'offline' : 'reconnecting';
      line.retryAt = Date.now() + delay;
      await pause.wait(delay);
      line.retryAt = 0;
    },
    on: {
      connecting: () => {
        if (line.phase === 'idle') line.phase = 'connecting';
      },
      connected: () => Object.assign(line, { phase: 'online', attempt: 0, retryAt: 0 }),
      ping: (received) => {
        if (!received) watchdog.asked();
      },
      pong: (received) => {
        if (received) watchdog.answered();
      },
      closed: (event) => {
        watchdog.answered();
        const code = closeCode(event);
        if (code === 1000) line.phase = 'idle';
        else if (line.phase !== 'offline') line.phase = 'reconnecting';
        if (code !== undefined && UNAUTHORISED.has(code)) options.onUnauthorised();
      },
    },
  });
  window.addEventListener('online', pause.wake);
  window.addEventListener('offline', () => client.terminate());
  return { client, line, retryNow: pause.wake };
}
