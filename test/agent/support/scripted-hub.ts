import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GraphQLError, buildSchema, graphql } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import { WebSocketServer, type WebSocket } from 'ws';
import { HubState } from './hub-state.ts';

const SCHEMA = readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8');
const TOKEN = 'token-of-the-agent';

type Args = { readonly [name: string]: unknown };

/** A small hub that speaks the true wire format and does as it is told: for every fault the agent has to live with. */
export class ScriptedHub {
  readonly state = new HubState();
  /** What the hub counts as right. */
  key = { agentId: '1', apiKey: 'right-key' };
  /** Milliseconds the hub's clock is ahead of this machine's. */
  clockAheadMs = 0;
  tokenLifetimeMs = 86_400_000;
  /** Operations that never get an answer, by field name. */
  readonly stalled = new Set<string>();
  /** Codes with which the next calls of a field are refused, one each. */
  readonly refusals = new Map<string, string[]>();
  /** connection_init payloads, oldest first. */
  readonly greetings: Readonly<Record<string, unknown>>[] = [];
  readonly uploads = new Map<string, Buffer>();
  /** HTTP status every upload gets, when set. */
  uploadStatus: number | undefined;
  logins = 0;
  /** Close code given to new connections instead of an acknowledgement. */
  rejectWith: number | undefined;
  /** Pongs are withheld: the line looks alive and is dead. */
  silent = false;
  private readonly schema = buildSchema(SCHEMA);
  private readonly sockets = new Set<WebSocket>();
  private server: Server | undefined;
  private port = 0;

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts, on the same port as before when it was stopped. */
  async start(): Promise<this> {
    const server = createServer((request, response) => void this.answer(request, response));
    const ws = new WebSocketServer({ server, path: '/graphql' });
    ws.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      this.watchSilence(socket);
    });
    useServer(
      {
        schema: this.schema,
        onConnect: (context) => this.greet(context.connectionParams ?? {}, context.extra.socket),
        roots: { query: {}, mutation: this.mutations(), subscription: this.subscriptions() },
      },
      ws,
    );
    await new Promise<void>((resolve) => {
      server.listen(this.port, '127.0.0.1', resolve);
    });
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
    return this;
  }

  /** Gone as after a kill -9: sockets cut, port closed. */
  async stop(): Promise<void> {
    this.cutSockets();
    const { server } = this;
    if (server === undefined) return;
    this.server = undefined;
    server.closeAllConnections();
    await new Promise((resolve) => {
      server.close(resolve);
    });
  }

  cutSockets(): void {
    for (const socket of this.sockets) socket.terminate();
  }

  closeSockets(code: number): void {
    for (const socket of this.sockets) socket.close(code, 'as scripted');
  }

  get connections(): number {
    return this.sockets.size;
  }

  private greet(payload: Readonly<Record<string, unknown>>, socket: WebSocket): boolean {
    if (this.rejectWith !== undefined) {
      socket.close(this.rejectWith, 'as scripted');
      return false;
    }
    if (payload['token'] !== TOKEN) {
      socket.close(4403, 'Forbidden');
      return false;
    }
    this.greetings.push(payload);
    return true;
  }

  private now(): number {
    return Date.now() + this.clockAheadMs;
  }

  private mutations(): Record<string, (args: Args) => unknown> {
    const { state } = this;
    const fields: Record<string, (args: Args) => unknown> = {
      login: (args) => this.logIn(args['input'] as { agentId: string; apiKey: string }),
      heartbeat: (args) => {
        state.heartbeats.push(args['input'] as Record<string, unknown>);
        return { serverTime: new Date(this.now()).toISOString(), paused: state.paused };
      },
      renewLease: () => {
        state.renewals += 1;
        return { leaseSeconds: state.leaseSeconds, connected: state.connected };
      },
      ingestMessages: (args) => state.ingest(args['input'] as Parameters<HubState['ingest']>[0]),
      leaseReplies: (args) => state.lease(args['replyIds'] as string[], String(args['journalId'])),
      reportDeliveries: (args) => state.report(args['deliveries'] as Parameters<HubState['report']>[0]),
      acknowledgeFence: (args) => state.acknowledge(String(args['roomId']), Number(args['fence'])),
    };
    return Object.fromEntries(
      Object.entries(fields).map(([name, resolve]) => [name, (args: Args) => this.scripted(name, () => resolve(args))]),
    );
  }

  private subscriptions(): Record<string, (args: Args) => unknown> {
    return { replies: (args: Args) => this.scripted('replies', () => this.state.feed(String(args['journalId']))) };
  }

  /** Refuses the operation that is being resolved. */
  refuse(code: string): never {
    throw new GraphQLError('refused as scripted', { extensions: { code } });
  }

  private scripted(name: string, resolve: () => unknown): unknown {
    this.state.calls.push(name);
    const code = this.refusals.get(name)?.shift();
    if (code !== undefined) this.refuse(code);
    return this.stalled.has(name) ? Promise.withResolvers().promise : resolve();
  }

  private logIn(input: { agentId: string; apiKey: string }): unknown {
    this.logins += 1;
    if (input.agentId !== this.key.agentId || input.apiKey !== this.key.apiKey) {
      throw new GraphQLError('凭证无效', { extensions: { code: 'UNAUTHENTICATED' } });
    }
    const expiresAt = new Date(this.now() + this.tokenLifetimeMs).toISOString();
    return { token: TOKEN, expiresAt, serverTime: new Date(this.now()).toISOString() };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(Buffer.from(part as Uint8Array));
    const body = Buffer.concat(parts);
    if (request.method === 'PUT' && request.url?.startsWith('/media/') === true) {
      const hash = request.url.slice('/media/'.length);
      const allowed = request.headers.authorization === `Bearer ${TOKEN}`;
      const status = this.uploadStatus ?? (allowed ? (this.uploads.has(hash) ? 200 : 201) : 401);
      if (status === 201) this.uploads.set(hash, body);
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const { query, variables } = JSON.parse(body.toString('utf8')) as { query: string; variables: Args };
    const result = await graphql({
      schema: this.schema,
      source: query,
      variableValues: variables,
      rootValue: this.mutations(),
    });
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
  }

  /** graphql-ws answers pings itself; a silent hub swallows whatever it would send. */
  private watchSilence(socket: WebSocket): void {
    const send = socket.send.bind(socket);
    socket.send = ((...args: Parameters<WebSocket['send']>) => {
      if (this.silent) {
        const done = args.at(-1);
        if (typeof done === 'function') done();
        return;
      }
      send(...args);
    }) as WebSocket['send'];
  }
}
