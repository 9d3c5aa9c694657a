import { randomUUID } from 'node:crypto';
import type { Client } from 'graphql-ws/client';
import { pause, type Clock } from '../clock.ts';
import { RepliesDocument, type RepliesSubscription, type TypedDocumentString } from '../generated/graphql.ts';
import type { Log } from '../log.ts';
import { backoff } from './backoff.ts';
import { HubFault, NoAnswer, connectionFault, refusalIn } from './hub-fault.ts';
import type { Credentials } from './login.ts';
import { openSocket } from './socket.ts';
import { TokenKeeper } from './token-keeper.ts';
import { Trouble } from './trouble.ts';

/** An answer later than this is no answer; what was asked is asked again. */
const ANSWER_WITHIN_MS = 8_000;
/** Close codes that say the token is not taken: 4401 unauthorized, 4403 forbidden (graphql-transport-ws). */
const TOKEN_REFUSED: ReadonlySet<number> = new Set([4401, 4403]);
/** Another connection of the same agent took over. */
const REPLACED = 4409;
/** Our own close: the hub fell silent or the token is old. What follows tells whether something is wrong. */
const TERMINATED = 4499;
/** After that, leave the other one in peace for a while, or both would throw each other out all day. */
const REPLACED_WAIT_MS = 30_000;

/** How long the end of the connection may take. */
const GOODBYE_MS = 500;

/** One item of the feed. */
export type FeedItem = RepliesSubscription['replies'];

export interface FeedSink {
  item(item: FeedItem): void;
  /** The feed ended while the connection lives; subscribe again. */
  ended(): void;
}

/** The one connection to the hub. Comes back by itself for ever; whoever needs an answer gets it or a NoAnswer. */
export class Hub {
  private readonly credentials: Credentials;
  private readonly greeting: { readonly journalId: string; readonly version: string };
  private readonly tokens: TokenKeeper;
  private readonly trouble: Trouble;
  private readonly stopping = new AbortController();
  private readonly waiting = new Set<() => void>();
  private readonly listeners: { connected: (() => void)[]; disconnected: (() => void)[] } = {
    connected: [],
    disconnected: [],
  };
  private client: Client | undefined;
  private renewal: NodeJS.Timeout | undefined;
  private live = false;

  constructor(
    credentials: Credentials,
    greeting: { journalId: string; version: string },
    tools: { log: Log; clock: Clock },
  ) {
    this.credentials = credentials;
    this.greeting = greeting;
    this.trouble = new Trouble(credentials.url, tools.log, tools.clock);
    this.tokens = new TokenKeeper(credentials, tools.clock, this.trouble);
  }

  get connected(): boolean {
    return this.live;
  }

  /** Bearer token for uploads. */
  get token(): string {
    return this.tokens.token;
  }

  get url(): string {
    return this.credentials.url;
  }

  onConnected(listener: () => void): void {
    this.listeners.connected.push(listener);
  }

  onDisconnected(listener: () => void): void {
    this.listeners.disconnected.push(listener);
  }

  /** `skewMs`: this machine's clock minus the hub's, from an answer that carried the hub's time. */
  measuredSkew(skewMs: number): void {
    this.trouble.measuredSkew(skewMs);
  }

  /** Connects and stays connected until stopped. Resolves after stop. */
  async run(): Promise<void> {
    const abort = this.stopping.signal;
    const aborted = new Promise<void>((resolve) => {
      abort.addEventListener('abort', () => resolve(), { once: true });
    });
    for (let tries = 0; !abort.aborted; tries += 1) {
      await this.tokens.ensure(abort);
      if (abort.aborted) return;
      const socket = openSocket({
        url: this.credentials.url,
        greeting: () => ({ token: this.tokens.token, ...this.greeting }),
        prepare: () => this.tokens.ensure(abort),
        abort,
        onConnected: () => {
          tries = 0;
          this.opened();
        },
        onClosed: (event) => this.closed(event),
        onError: (error) => this.failed(error),
      });
      this.client = socket.client;
      const code = closeCode(await Promise.race([socket.ended, aborted]));
      await pause(code === REPLACED ? REPLACED_WAIT_MS : backoff(tries), abort);
    }
  }

  /**
   * Sends one mutation over the connection. Fails with HubRefusal when the hub says no, with NoAnswer when nothing came:
   * then it may have happened. Asking again is a new request: every mutation of ours is harmless when repeated, by the
   * ids of lines, bubbles and fences it carries.
   */
  call<Result, Variables extends { readonly requestId: string }>(
    document: TypedDocumentString<Result, Variables>,
    variables: Omit<Variables, 'requestId'>,
  ): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const { client } = this;
    if (!this.live || client === undefined) return Promise.reject(new NoAnswer('not connected'));
    const end = (): void => {
      clearTimeout(timer);
      this.waiting.delete(giveUp);
      reject(new NoAnswer('no answer'));
    };
    const giveUp = (): void => {
      end();
      dispose();
    };
    const timer = setTimeout(giveUp, ANSWER_WITHIN_MS);
    this.waiting.add(giveUp);
    // Not disposed when the answer comes: the hub's own end of the operation may arrive in the same breath, and the client
    // would count it as ended twice and close the connection under everybody else.
    const dispose = client.subscribe<Result>(
      { query: document.toString(), variables: { ...variables, requestId: randomUUID() } },
      {
        next: ({ data, errors }) => {
          const refusal = refusalIn(errors);
          if (refusal !== undefined) reject(refusal);
          else if (data != null) resolve(data);
        },
        error: (error) => {
          reject(refusalIn(error) ?? new NoAnswer('connection failed'));
          end();
        },
        complete: end,
      },
    );
    return promise;
  }

  /** Subscribes to the feed on this connection; ends with it. Call the result to end it earlier. */
  subscribe(sink: FeedSink): () => void {
    const { client } = this;
    if (client === undefined || !this.live) return () => undefined;
    let over = false;
    const end = (): void => {
      if (over) return;
      over = true;
      this.waiting.delete(drop);
      sink.ended();
    };
    const drop = (): void => {
      over = true;
      dispose();
    };
    this.waiting.add(drop);
    const dispose = client.subscribe<RepliesSubscription>(
      { query: RepliesDocument.toString(), variables: { journalId: this.greeting.journalId } },
      {
        next: (answer) => {
          if (over) return;
          if (answer.data == null) end();
          else sink.item(answer.data.replies);
        },
        error: end,
        complete: end,
      },
    );
    return drop;
  }

  /** Closes the connection; run() resolves. */
  async stop(): Promise<void> {
    this.stopping.abort();
    clearTimeout(this.renewal);
    // Disposing waits for a connection that is being made; nobody needs it any more.
    const disposed = Promise.resolve(this.client?.dispose()).catch(() => undefined);
    await Promise.race([disposed, pause(GOODBYE_MS)]);
  }

  private opened(): void {
    this.live = true;
    this.trouble.over();
    clearTimeout(this.renewal);
    // A connection does not outlive its token: come back with a new one before the hub ends it.
    this.renewal = setTimeout(() => {
      this.tokens.drop();
      this.client?.terminate();
    }, this.tokens.remainingMs);
    for (const listener of this.listeners.connected) listener();
  }

  private closed(event: unknown): void {
    const wasLive = this.live;
    this.live = false;
    clearTimeout(this.renewal);
    for (const giveUp of this.waiting) giveUp();
    this.waiting.clear();
    const code = closeCode(event);
    if (TOKEN_REFUSED.has(code)) {
      this.tokens.drop();
      this.trouble.report(new HubFault('REFUSED', `close code ${code}`));
    } else if (code === REPLACED) this.trouble.report(new HubFault('REPLACED', `close code ${code}`));
    else if (code > TERMINATED || (code >= 4000 && code < TERMINATED))
      this.trouble.report(new HubFault('BUSY', `close code ${code}`));
    if (wasLive) for (const listener of this.listeners.disconnected) listener();
  }

  private failed(event: unknown): void {
    const error = typeof event === 'object' && event !== null && 'error' in event ? event.error : event;
    const text = error instanceof Error ? error.message : '';
    const answered = /Unexpected server response: (\d+)/.exec(text)?.[1];
    if (answered === undefined) this.trouble.report(connectionFault(error));
    else
      this.trouble.report(new HubFault(Number(answered) >= 500 ? 'BUSY' : 'NOT_A_HUB', `WebSocket HTTP ${answered}`));
  }
}

function closeCode(event: unknown): number {
  return typeof event === 'object' && event !== null && 'code' in event ? Number(event.code) : 0;
}
