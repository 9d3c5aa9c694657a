import { createConnection } from 'node:net';
import { once } from 'node:events';
import { parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { measureDocument } from '../../server/graphql/measure-document.ts';
import { schema } from '../../server/graphql/schema.ts';
import { describeHub } from './support/test-hub.ts';

const measure = (query: string, variables: Readonly<Record<string, unknown>> = {}) =>
  measureDocument(parse(query), undefined, { schema, variables });

describe('the measure of an operation', () => {
  it('counts fields, and lists by their size, with the values of variables', () => {
    expect(measure('{ me { name } }')).toEqual({ cost: 2, depth: 2 });
    const page = (size: string) => `query ($n: Int) { sessions(first: ${size}) { edges { node { id key } } } }`;
    expect(measure(page('10')).cost).toBe(1 + 10 * (1 + 1 + 2));
    expect(measure(page('$n'), { n: 30 }).cost).toBe(1 + 30 * 4);
    expect(measure(page('$n')).cost).toBe(1 + 100 * 4);
    expect(measure(page('100000')).cost).toBe(1 + 100 * 4);
    expect(measure('{ sessions { edges { node { id key } } } }').cost).toBe(1 + 50 * 4);
    expect(measure('{ sessions(first: -5000) { edges { cursor } } me { name } }').cost).toBeGreaterThan(0);
  });

  it('multiplies what is nested, and reckons lists without pages with ten entries', () => {
    const query =
      '{ sessions(first: 10) { edges { node { messages(last: 20) { edges { node { id } } } room { chats { id } } } } } }';
    const messages = 1 + 20 * (1 + 1 + 1);
    const room = 1 + (1 + 10 * 1);
    expect(measure(query).cost).toBe(1 + 10 * (1 + 1 + messages + room));
  });

  it('counts a fragment wherever it is spread, in time that follows the text', () => {
    const levels = Array.from(
      { length: 40 },
      (_, level) =>
        `fragment f${level} on Session { a: previous { ...f${level + 1} } b: previous { ...f${level + 1} } }`,
    );
    const query = `{ session(id: "1") { ...f0 } } ${levels.join(' ')} fragment f40 on Session { id }`;
    const started = performance.now();
    const { cost, depth } = measure(query);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(cost).toBeGreaterThan(2 ** 40);
    expect(depth).toBe(42);
  });

  it('leaves a fragment that spreads itself to validation', () => {
    expect(measure('{ me { ...f } } fragment f on Me { name ...f }')).toEqual({ cost: 2, depth: 2 });
  });
});

const nested = (depth: number) => `{ session(id: "1") ${'{ previous '.repeat(depth)}{ id } ${'}'.repeat(depth)} }`;
const DEEP = nested(20);
const DEAR = '{ sessions(first: 100) { edges { node { messages(last: 100) { edges { node { id content } } } } } } }';
const DEAR_BY_VARIABLE =
  'query ($n: Int!) { sessions(first: $n) { edges { node { messages(last: $n) { edges { node { id content } } } } } } }';
/** Small, and 2 to the power of 20 fields when written out. */
const FRAGMENTS = `{ session(id: "1") { ...f0 } } ${Array.from({ length: 20 }, (_, level) => `fragment f${level} on Session { ...f${level + 1} a${level}: previous { ...f${level + 1} } }`).join(' ')} fragment f20 on Session { id }`;
const LONG = `{ ${'me { name } '.repeat(2000)} }`;

// Requests end here before any database is asked.
describeHub(
  'limits',
  (given) => {
    const cases: readonly (readonly [string, string, Readonly<Record<string, unknown>>, string])[] = [
      ['nested too deeply', DEEP, {}, 'LIMIT_DEPTH'],
      ['that costs too much', DEAR, {}, 'LIMIT_COST'],
      ['that costs too much by its variables', DEAR_BY_VARIABLE, { n: 100 }, 'LIMIT_COST'],
      ['that grows by its fragments', FRAGMENTS, {}, 'LIMIT_'],
      ['with too many tokens', LONG, {}, 'BAD_INPUT'],
      ['that is no GraphQL', '{ me { name }', {}, 'BAD_INPUT'],
      ['that asks for what there is not', '{ nonsense }', {}, 'BAD_INPUT'],
    ];

    it.each(cases)(
      'refuse an operation %s, over HTTP and over a socket that stays open',
      async (_what, query, variables, code) => {
        const overHttp = await given().demo.send(query, variables);
        expect(overHttp.errors[0]?.extensions.code).toContain(code);
        const socket = given().demo.connect();
        const overSocket = await socket.send(query, variables);
        expect(overSocket.errors[0]?.extensions).toEqual(overHttp.errors[0]?.extensions);
        expect(await socket.ask('{ me { email } }')).toEqual({ me: { email: 'demo@localhost' } });
        await socket.close();
      },
    );

    it('leave what a console asks for alone', async () => {
      expect((await given().demo.send(DEAR_BY_VARIABLE, { n: 20 })).errors).toEqual([]);
    });

    it('hold for GET as well', async () => {
      const { hub, demo } = given();
      const answer = async (query: string): Promise<unknown> => {
        const response = await fetch(`${hub.url}/graphql?query=${encodeURIComponent(query)}`, {
          headers: demo.authorization,
        });
        return response.json();
      };
      expect(await answer('{ me { email } }')).toEqual({ data: { me: { email: 'demo@localhost' } } });
      expect(await answer(DEAR)).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_COST' } }] });
      expect(await answer(DEEP)).toMatchObject({ errors: [{ extensions: { code: 'LIMIT_DEPTH' } }] });
      expect(await answer('mutation { logout(requestId: "1") }')).toMatchObject({ errors: [{}] });
    });

    it('refuse a body that is too large, declared or not', async () => {
      const { hub, demo } = given();
      const body = JSON.stringify({ query: '{ me { email } }', padding: 'x'.repeat(3 * 1024 * 1024) });
      const post = (init: RequestInit) =>
        fetch(`${hub.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...demo.authorization },
          ...init,
        });
      const declared = await post({ body });
      expect([declared.status, await declared.json()]).toMatchObject([
        413,
        { errors: [{ extensions: { code: 'LIMIT_BODY' } }] },
      ]);
      const chunks = new Blob([body]).stream();
      const chunked = await post({ body: chunks, duplex: 'half' } as RequestInit);
      expect([chunked.status, await chunked.json()]).toMatchObject([
        413,
        { errors: [{ extensions: { code: 'LIMIT_BODY' } }] },
      ]);
    });

    it('understand JSON only, and give other origins no permission', async () => {
      const { hub, demo } = given();
      const form = await fetch(`${hub.url}/graphql`, {
        method: 'POST',
        body: new URLSearchParams({ query: 'mutation { logout(requestId: "1") }' }),
        headers: demo.authorization,
      });
      expect(form.status).toBe(415);
      const text = await fetch(`${hub.url}/graphql`, {
        method: 'POST',
        body: '{ me { email } }',
        headers: { 'content-type': 'application/graphql' },
      });
      expect(text.status).toBe(415);
      for (const method of ['OPTIONS', 'POST']) {
        const headers = {
          origin: 'https://evil.example',
          'content-type': 'application/json',
          'access-control-request-method': 'POST',
        };
        const response = await fetch(`${hub.url}/graphql`, {
          method,
          headers,
          ...(method === 'POST' ? { body: '{"query":"{ me { email } }"}' } : {}),
        });
        expect([...response.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      }
    });

    it('show the schema to those who signed in only', async () => {
      const query = '{ __schema { queryType { name } } }';
      expect(await given().anyone.refusal(query)).toBe('UNAUTHENTICATED');
      expect(await given().demo.ask(query)).toEqual({ __schema: { queryType: { name: 'Query' } } });
    });

    const raw = (headers: Readonly<Record<string, string>> = {}) =>
      new WebSocket(`${given().hub.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
    const closing = async (socket: WebSocket): Promise<number> => {
      const [code] = (await once(socket, 'close')) as [number];
      return code;
    };
    const refusedWith = async (socket: WebSocket): Promise<number | undefined> => {
      const [, response] = (await once(socket, 'unexpected-response')) as [unknown, { statusCode?: number }];
      socket.on('error', () => undefined);
      socket.terminate();
      return response.statusCode;
    };

    it('refuse a frame that is too large', async () => {
      const socket = raw();
      await once(socket, 'open');
      socket.send('x'.repeat(3 * 1024 * 1024));
      expect(await closing(socket)).toBe(1009);
    });

    it('refuse sockets of foreign pages and on other paths, and take the hub’s own', async () => {
      expect(await refusedWith(raw({ origin: 'https://evil.example' }))).toBe(403);
      const other = new WebSocket(`${given().hub.url.replace('http', 'ws')}/elsewhere`, 'graphql-transport-ws');
      expect(await refusedWith(other)).toBe(404);
      const own = raw({ origin: given().hub.url });
      await once(own, 'open');
      own.close();
    });

    it('close a socket that says nothing, speaks before it is known, or speaks another language', async () => {
      const early = raw();
      await once(early, 'open');
      early.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: '{ me { email } }' } }));
      expect(await closing(early)).toBe(4401);
      const garbled = raw();
      await once(garbled, 'open');
      garbled.send('{"type":');
      expect(await closing(garbled)).toBe(4400);
      const silent = raw();
      await once(silent, 'open');
      expect(await closing(silent)).toBe(4408);
    });

    it('count the operations of a socket', async () => {
      const socket = given().demo.connect();
      const open = Array.from({ length: 100 }, () => socket.follow('subscription { agentEvents { __typename } }'));
      await Promise.all(open.map((followed) => followed.next()));
      const { errors } = await socket.send('{ me { email } }');
      expect(errors[0]?.extensions).toEqual({ code: 'LIMIT_RATE', detail: { operations: 100 } });
      await open[0]?.stop();
      await expect.poll(async () => (await socket.send('{ me { email } }')).errors).toEqual([]);
      await socket.close();
    });

    it('count the sockets of one agent', async () => {
      const sockets = Array.from({ length: 8 }, () => given().agent.connect());
      for (const socket of sockets) expect((await socket.send('{ __typename }')).errors).toEqual([]);
      const one = given().agent.connect();
      await expect(one.send('{ __typename }')).rejects.toThrow('socket closed');
      expect((await one.closed).code).toBe(4429);
      await Promise.all(sockets.map((socket) => socket.close()));
    });

    it('survive a request that is cut in the middle', async () => {
      const { hostname, port } = new URL(given().hub.url);
      const connection = createConnection(Number(port), hostname);
      await once(connection, 'connect');
      connection.write(
        'POST /graphql HTTP/1.1\r\nhost: hub\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"query":',
      );
      connection.destroy();
      expect((await given().demo.send('{ me { email } }')).errors).toEqual([]);
    });
  },
  ['pglite'],
);
