import type { Collection, WeaviateClient } from 'weaviate-client';
import { PortError } from '../../../ports/errors.ts';

/** Where a Weaviate is. */
export interface WeaviateAddress {
  /** Its REST interface, e.g. http://localhost:8080. */
  readonly url: string;
  /** Host and port of its gRPC interface. */
  readonly grpc: string;
  readonly apiKey?: string | undefined;
}

/** The passages of one tenant. */
export type Passages = Collection;

/** How long one call may take. */
export interface CallLimits {
  readonly timeoutMs: number;
  /** What was tried, for the error's reason. */
  readonly doing: string;
}

/** Whole seconds, as the client counts; each call has a shorter limit of its own. */
const CLIENT_TIMEOUTS = { init: 2, query: 60, insert: 60 };

/** The one client of a process: opened at the first call, every failure a PortError. */
export class WeaviateConnection {
  private readonly address: WeaviateAddress;
  private client: Promise<WeaviateClient> | undefined;

  constructor(address: WeaviateAddress) {
    this.address = address;
  }

  /** Runs a call. The signal ends with the time allowed; a call that does not heed it is left to end by itself. */
  async call<T>(
    { timeoutMs, doing }: CallLimits,
    work: (client: WeaviateClient, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const signal = AbortSignal.timeout(timeoutMs);
    try {
      const client = await (this.client ??= this.open());
      return await Promise.race([work(client, signal), rejectedBy(signal)]);
    } catch (cause) {
      throw failureOf(doing, cause);
    }
  }

  /** Begins anew with fresh connections: an old channel waits up to two minutes before it tries a lost server again. */
  async renew(): Promise<void> {
    await this.close();
    this.client = undefined;
  }

  async close(): Promise<void> {
    const client = await this.client?.catch(() => undefined);
    await client?.close();
  }

  private async open(): Promise<WeaviateClient> {
    const { default: weaviate } = await import('weaviate-client');
    const { url, grpc, apiKey } = this.address;
    const rest = new URL(url);
    const secure = rest.protocol === 'https:';
    const calls = new URL(`${rest.protocol}//${grpc}`);
    return weaviate.connectToCustom({
      httpHost: rest.hostname,
      httpPort: portOf(rest),
      httpPath: rest.pathname.replace(/\/+$/, ''),
      httpSecure: secure,
      grpcHost: calls.hostname,
      grpcPort: portOf(calls),
      grpcSecure: secure,
      timeout: CLIENT_TIMEOUTS,
      // They would fail while the server is away; the first call finds out as well.
      skipInitChecks: true,
      ...(apiKey === undefined ? {} : { authCredentials: new weaviate.ApiKey(apiKey) }),
    });
  }
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
}

function rejectedBy(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  return promise;
}

const REFUSED = new Set(['WeaviateUnauthenticatedError', 'WeaviateInsufficientPermissionsError']);

function failureOf(doing: string, cause: unknown): PortError {
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const timedOut = error.name === 'TimeoutError' || error.name === 'AbortError';
  const reason = timedOut ? 'took too long' : error.message.slice(0, 200);
  return new PortError({
    port: 'search',
    retryable: !REFUSED.has(error.constructor.name),
    reason: `${doing}: ${reason}`,
    cause,
  });
}
