import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createReranker, HttpReranker } from '../../../server/adapters/reranker/http-reranker.ts';
import { createCircuitBreaker } from '../../../server/adapters/chat-model/circuit-breaker.ts';

interface Asked {
  readonly body: Record<string, unknown>;
  readonly authorization: string | undefined;
}

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

type Reply = (response: ServerResponse) => void;

async function serve(reply: Reply): Promise<{ url: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const listening = createServer((request: IncomingMessage, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(pieces).toString()) as Record<string, unknown>;
      asked.push({ body, authorization: request.headers.authorization });
      reply(response);
    });
  });
  server = listening;
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return { url: `http://127.0.0.1:${(listening.address() as AddressInfo).port}/rerank`, asked };
}

function json(value: unknown, status = 200): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
}
const never = new AbortController().signal;

describe('a reranker over HTTP', () => {
  it('speaks as Jina and Cohere do, and puts relevances into the order of the passages', async () => {
    const results = [
      { index: 1, relevance_score: 0.9 },
      { index: 0, relevance_score: 0.2 },
    ];
    const { url, asked } = await serve(json({ model: 'm', results }));
    const reranker = new HttpReranker({ url, model: 'bge-reranker-v2-m3', apiKey: 'k' });
    expect(await reranker.rerank('能退吗', ['发票', '退货'], never)).toEqual([0.2, 0.9]);
    expect(asked).toEqual([
      {
        body: {
          model: 'bge-reranker-v2-m3',
          query: '能退吗',
          documents: ['发票', '退货'],
          top_n: 2,
          return_documents: false,
        },
        authorization: 'Bearer k',
      },
    ]);
  });

  it('speaks as TEI does when no model is named', async () => {
    const { url, asked } = await serve(
      json([
        { index: 0, score: -1.5 },
        { index: 1, score: 3 },
      ]),
    );
    expect(await new HttpReranker({ url }).rerank('能退吗', ['发票', '退货'], never)).toEqual([-1.5, 3]);
    expect(asked[0]).toEqual({
      body: { query: '能退吗', texts: ['发票', '退货'], truncate: true },
      authorization: undefined,
    });
  });

  it.each<[string, Reply, boolean]>([
    ['overload', json({}, 503), true],
    ['a limit', json({}, 429), true],
    ['a wrong key', json({}, 401), false],
    ['one relevance too few', json([{ index: 0, score: 1 }]), false],
    [
      'a passage twice',
      json([
        { index: 0, score: 1 },
        { index: 0, score: 2 },
      ]),
      false,
    ],
    [
      'a passage that was not asked for',
      json([
        { index: 0, score: 1 },
        { index: 7, score: 2 },
      ]),
      false,
    ],
    ['no number', json([{ index: 0, score: 1 }, { index: 1 }]), false],
    ['another shape', json({ scores: [1, 2] }), false],
    ['no JSON', (response) => response.end('<html>'), true],
    ['a cut line', (response) => response.destroy(), true],
    ['a flood', (response) => response.end('x'.repeat(2_000_000)), false],
  ])('fails with a PortError at %s', async (_name, reply, retryable) => {
    const { url } = await serve(reply);
    const failed = new HttpReranker({ url }).rerank('问', ['一', '二'], never);
    await expect(failed).rejects.toMatchObject({ name: 'PortError', port: 'reranker', retryable });
  });

  it('does not wait for one that hangs, and leaves it alone after failures', async () => {
    const { url, asked } = await serve(() => undefined);
    const breaker = createCircuitBreaker({ failures: 2, openMs: 60_000, longestOpenMs: 60_000 });
    const reranker = new HttpReranker({ url, timeoutMs: 400 }, breaker);
    for (let round = 0; round < 4; round += 1) {
      await expect(reranker.rerank('问', ['一', '二'], never)).rejects.toMatchObject({ retryable: true });
    }
    expect(asked).toHaveLength(2);
  });

  it('is none when none is configured', () => {
    expect(createReranker(null)).toBeNull();
  });
});
