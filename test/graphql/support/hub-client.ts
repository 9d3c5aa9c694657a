import { randomUUID } from 'node:crypto';
import { type Client, createClient, type SubscribePayload } from 'graphql-ws';
import WebSocket from 'ws';

/** An error as a client sees it. */
export interface ShownError {
  readonly message: string;
  readonly path?: readonly (string | number)[];
  readonly extensions: {
    readonly code: string;
    readonly detail: Readonly<Record<string, unknown>>;
    readonly correlationId?: string;
  };
}

/** An answer of the API. */
export interface Answer {
  readonly status: number;
  // Tests look into answers freely; every field they name is checked against the schema when the query is validated.
  readonly data: Answered;
  readonly errors: readonly ShownError[];
}

/** A leaf of an answer as text; throws for what is no leaf. */
export function text(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || value === null || value === undefined)
    return `${value}`;
  throw new Error(`no leaf: ${JSON.stringify(value)}`);
}

/** A list of an answer; throws for what is none. */
export function list(value: unknown): readonly Answered[] {
  if (!Array.isArray(value)) throw new Error(`no list: ${JSON.stringify(value)}`);
  return value as Answered[];
}

/** The nodes of a connection. */
export function nodesOf(connection: Answered | undefined): readonly Answered[] {
  return list(connection?.['edges']).map((edge) => edge['node'] as Answered);
}

/** JSON of unknown shape, to look into without casts. */
export interface Answered {
  readonly [key: string]: Answered;
}

type Variables = Readonly<Record<string, unknown>>;

/** A caller of the API over real HTTP and sockets. */
export class HubClient {
  readonly url: string;
  readonly token: string | undefined;

  constructor(url: string, token?: string) {
    this.url = url;
    this.token = token;
  }

  /** Sends an operation and answers whatever comes back; `requestId` is given when the operation wants one. */
  async send(
    query: string,
    variables: Variables = {},
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.authorization, ...headers },
      body: JSON.stringify({
        query,
        variables: { ...(query.includes('$requestId') ? { requestId: randomUUID() } : {}), ...variables },
      }),
    });
    const body = (await response.json()) as { data?: Answered; errors?: ShownError[] };
    return { status: response.status, data: body.data ?? {}, errors: body.errors ?? [] };
  }

  /** Sends an operation that must succeed and answers its data. */
  async ask(query: string, variables: Variables = {}): Promise<Answered> {
    const { data, errors } = await this.send(query, variables);
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** Code of the first error of an operation that must fail. */
  async refusal(query: string, variables: Variables = {}): Promise<string> {
    const { errors } = await this.send(query, variables);
    return errors[0]?.extensions.code ?? 'NO ERROR';
  }

  get authorization(): Readonly<Record<string, string>> {
    return this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
  }

  /** Signs in with a one-time link. */
  async redeem(link: string, password?: string): Promise<HubClient> {
    const data = await this.ask(
      `mutation ($requestId: ID!, $code: String!, $password: String) { redeemLoginLink(requestId: $requestId, code: $code, password: $password) { token } }`,
      { code: link.split('/').at(-1), password: password ?? null },
    );
    return new HubClient(this.url, text(data['redeemLoginLink']?.['token']));
  }

  async loginAgent({ agentId, apiKey }: { agentId: string; apiKey: string }): Promise<HubClient> {
    const data = await this.ask(
      `mutation ($requestId: ID!, $input: LoginInput!) { login(requestId: $requestId, input: $input) { token } }`,
      { input: { agentId, apiKey } },
    );
    return new HubClient(this.url, text(data['login']?.['token']));
  }

  /** A person of a role in this administrator's tenant. */
  async invite(role: string): Promise<HubClient> {
    const data = await this.ask(
      `mutation ($requestId: ID!, $email: String!, $role: Role!) { inviteUser(requestId: $requestId, email: $email, name: "小王", role: $role) { link } }`,
      { email: `${randomUUID()}@example.com`, role },
    );
    return new HubClient(this.url).redeem(text(data['inviteUser']?.['link']), 'a long password');
  }

  /** Opens a socket; it does not come again when it is closed. */
  connect(params: Variables = {}): HubSocket {
    return new HubSocket(this.url, { token: this.token, ...params });
  }
}

/** A socket of a test. */
export class HubSocket {
  readonly client: Client;
  /** How it was closed. */
  readonly closed: Promise<{ code: number; reason: string }>;

  constructor(url: string, connectionParams: Variables) {
    const closed = Promise.withResolvers<{ code: number; reason: string }>();
    this.closed = closed.promise;
    this.client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams,
      retryAttempts: 0,
      // Stays open between two operations.
      lazyCloseTimeout: 60_000,
      onNonLazyError: () => undefined,
      on: { closed: (event) => closed.resolve(event as { code: number; reason: string }) },
    });
  }

  /** Sends a query or mutation. */
  async send(query: string, variables: Variables = {}): Promise<Omit<Answer, 'status'>> {
    const result = Promise.withResolvers<Omit<Answer, 'status'>>();
    this.client.subscribe(withRequestId(query, variables), {
      next: ({ data, errors }) =>
        result.resolve({ data: (data ?? {}) as Answered, errors: (errors ?? []) as unknown as ShownError[] }),
      error: (errors) => {
        if (Array.isArray(errors)) result.resolve({ data: {}, errors: errors as ShownError[] });
        else result.reject(errors instanceof Error ? errors : new Error(`socket closed: ${JSON.stringify(errors)}`));
      },
      complete: () => result.reject(new Error('no answer')),
    });
    return result.promise;
  }

  async ask(query: string, variables: Variables = {}): Promise<Answered> {
    const { data, errors } = await this.send(query, variables);
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    return data;
  }

  /** Follows a subscription: one item of its only field after the other. */
  follow(query: string, variables: Variables = {}): Followed {
    return new Followed(this.client.iterate(withRequestId(query, variables)));
  }

  async close(): Promise<void> {
    await this.client.dispose();
  }
}

function withRequestId(query: string, variables: Variables): SubscribePayload {
  return { query, variables: { ...(query.includes('$requestId') ? { requestId: randomUUID() } : {}), ...variables } };
}

/** A subscription of a test. */
export class Followed {
  readonly #items: AsyncIterableIterator<{ data?: unknown; errors?: unknown }>;
  /** Everything received so far. */
  readonly seen: Answered[] = [];

  constructor(items: AsyncIterableIterator<{ data?: unknown; errors?: unknown }>) {
    this.#items = items;
  }

  /** The next item; rejects with the errors of the subscription. */
  async next(): Promise<Answered> {
    const { value, done } = await this.#items.next().catch((error: unknown) => {
      throw error instanceof Error ? error : new Error(JSON.stringify(error));
    });
    if (done) throw new Error('the subscription ended');
    if (value.errors) throw new Error(JSON.stringify(value.errors));
    const [item] = Object.values(value.data as Readonly<Record<string, Answered>>);
    if (!item) throw new Error(`no item: ${JSON.stringify(value)}`);
    this.seen.push(item);
    return item;
  }

  /** The next item that fits; those before it are in `seen`. */
  async until(fits: (item: Answered) => boolean): Promise<Answered> {
    for (;;) {
      const item = await this.next();
      if (fits(item)) return item;
    }
  }

  async stop(): Promise<void> {
    await this.#items.return?.();
  }
}

/** Whether an item is of a type. */
export function isType(name: string): (item: Answered) => boolean {
  return (item) => text(item['__typename']) === name;
}
