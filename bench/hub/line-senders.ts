import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { IngestMessagesDocument } from '../../agent/generated/graphql.ts';

/** So many agents, each on a socket of its own, each waiting for the receipt of a line before it sends the next. */
export interface SendersOrder {
  readonly url: string;
  readonly tokens: readonly string[];
  /** Customers of all agents together, served in turn. */
  readonly customers: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** Lines in one report while every customer is seen for the first time. */
const VISIT = 100;

/** Milliseconds from sending a line to its receipt. */
export interface SendersResult {
  readonly milliseconds: readonly number[];
  readonly refused: number;
}

const QUERY = IngestMessagesDocument.toString();
const WORDS = [
  '七千瓦跟十一千瓦选哪个',
  '这款质保几年',
  '你好，请问怎么安装',
  '小区车库可以装吗 要什么手续',
  '充不进电了怎么办',
];

interface Frame {
  readonly id?: string;
  readonly type: string;
  readonly payload?: { readonly data?: { readonly ingestMessages?: readonly { readonly state: string }[] } };
}

interface Run {
  readonly times: number[];
  refused: number;
  phase: 'warm-up' | 'measured' | 'over';
}

/** One agent. Its frames are made by hand: a client library would take as much of the two cores as the hub. */
class Sender {
  readonly #order: SendersOrder;
  readonly #number: number;
  readonly #run: Run;
  readonly #journalId = randomUUID();
  #customer = 0;
  #visit: (() => void) | undefined;
  #sentAt = 0;
  readonly #ended = Promise.withResolvers<void>();

  constructor(order: SendersOrder, number: number, run: Run) {
    this.#order = order;
    this.#number = number;
    this.#run = run;
  }

  async connect(): Promise<() => Promise<void>> {
    const socket = new WebSocket(`${this.#order.url.replace(/^http/u, 'ws')}/graphql`, 'graphql-transport-ws', {
      perMessageDeflate: false,
    });
    await once(socket, 'open');
    const greeting = { token: this.#order.tokens[this.#number], journalId: this.#journalId };
    socket.send(JSON.stringify({ type: 'connection_init', payload: greeting }));
    await once(socket, 'message');
    socket.on('message', (data: Buffer) => this.#hear(JSON.parse(data.toString('utf8')) as Frame, socket));
    socket.on('close', () => this.#ended.resolve());
    for (let from = 0; from < this.#own; from += VISIT) {
      const lines = Array.from({ length: Math.min(VISIT, this.#own - from) }, () => this.#line());
      this.#send(socket, lines);
      await this.#visited();
    }
    return () => {
      this.#sentAt = performance.now();
      this.#send(socket, [this.#line()]);
      return this.#ended.promise;
    };
  }

  /** Resolves at the next answer; until then it is not taken for a measured one. */
  #visited(): Promise<void> {
    return new Promise((resolve) => {
      this.#visit = resolve;
    });
  }

  #hear({ type, payload }: Frame, socket: WebSocket): void {
    if (type === 'ping') socket.send('{"type":"pong"}');
    if (type !== 'next' && type !== 'error') return;
    if (this.#visit) {
      this.#visit();
      this.#visit = undefined;
      return;
    }
    const stored = payload?.data?.ingestMessages?.[0]?.state === 'STORED';
    if (!stored) this.#run.refused += 1;
    else if (this.#run.phase === 'measured') this.#run.times.push(performance.now() - this.#sentAt);
    if (this.#run.phase === 'over') {
      socket.close();
      return;
    }
    this.#sentAt = performance.now();
    this.#send(socket, [this.#line()]);
  }

  get #own(): number {
    return Math.max(1, Math.floor(this.#order.customers / this.#order.tokens.length));
  }

  #line(): Readonly<Record<string, unknown>> {
    const window = `客户 ${this.#customer % this.#own}`;
    const line = {
      clientMessageId: randomUUID(),
      chat: { window, kind: 'FRIEND', name: window },
      direction: 'IN',
      type: 'TEXT',
      content: WORDS[this.#customer % WORDS.length],
      seq: this.#customer,
      capturedAt: new Date(),
      ageMs: 0,
    };
    this.#customer += 1;
    return line;
  }

  #send(socket: WebSocket, messages: readonly unknown[]): void {
    const input = { journalId: this.#journalId, account: `客服 ${this.#number}`, messages };
    const id = randomUUID();
    const payload = { query: QUERY, variables: { requestId: id, input } };
    socket.send(JSON.stringify({ id, type: 'subscribe', payload }));
  }
}

async function sendAll(order: SendersOrder): Promise<SendersResult> {
  const state: Run = { times: [], refused: 0, phase: 'warm-up' };
  const begin = await Promise.all(order.tokens.map((_, number) => new Sender(order, number, state).connect()));
  process.send?.('visited');
  await once(process, 'message');
  const ended = begin.map((start) => start());
  setTimeout(() => {
    state.phase = 'measured';
    process.send?.('measuring');
    setTimeout(() => {
      state.phase = 'over';
      process.send?.('measured');
    }, order.measureMs);
  }, order.warmUpMs);
  await Promise.all(ended);
  return { milliseconds: state.times, refused: state.refused };
}

process.once('message', (order: SendersOrder) => void sendAll(order).then((result) => process.send?.(result)));
process.once('disconnect', () => process.exit());
