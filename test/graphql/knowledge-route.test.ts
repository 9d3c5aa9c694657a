import { once } from 'node:events';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { closeServer, listen } from '../../server/graphql/http/listen.ts';
import { createHttpServer } from '../../server/graphql/http/http-server.ts';
import { type KnowledgeFiles, knowledgeRoute } from '../../server/graphql/http/knowledge-route.ts';
import type { Principal } from '../../server/ports/principal.ts';

const HASH = 'a'.repeat(64);
const MIB = 1024 * 1024;
const admin: Principal = { kind: 'user', id: '1', tenantId: 't', role: 'admin', tokenId: 'x', expiresAt: 0 } as never;

describe('downloads and uploads of the knowledge base', () => {
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    vi.useRealTimers();
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });

  async function serve(pieces: KnowledgeFiles['pieces']) {
    const logged: string[] = [];
    const log = { info: () => undefined, warn: () => undefined, error: (message: string) => void logged.push(message) };
    const files = {
      maxBytes: MIB,
      checkName: () => undefined,
      store: () => Promise.resolve('stored' as const),
      pieces,
    };
    const server = createHttpServer([knowledgeRoute(files, () => Promise.resolve(admin))], log);
    const url = await listen(server, { host: '127.0.0.1', port: 0 });
    cleanups.push(() => closeServer(server));
    return { url: `${url}/knowledge/files/${HASH}`, port: Number(new URL(url).port), logged };
  }

  const download = async (url: string): Promise<IncomingMessage> => {
    const request = httpGet(url, { headers: { authorization: 'Bearer x' } });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return response;
  };

  it('give a long name as far as it goes, and never half a character', async () => {
    const { url } = await serve(async function* () {
      yield { bytes: Buffer.from('x'), size: 1 };
    });
    const answer = await fetch(`${url}?name=${encodeURIComponent(`${'文'.repeat(199)}😀后面.csv`)}`, {
      headers: { authorization: 'Bearer x' },
    });
    expect(answer.status).toBe(200);
    const name = answer.headers.get('content-disposition')?.split(`''`)[1] ?? '';
    expect(decodeURIComponent(name)).toBe(`${'文'.repeat(199)}😀`);
  });

  it('wait for a slow reader and hold nothing for each piece', async () => {
    const warnings: Error[] = [];
    const warn = (warning: Error): void => void warnings.push(warning);
    process.on('warning', warn);
    cleanups.push(async () => void process.off('warning', warn));
    const { url } = await serve(async function* () {
      for (let piece = 0; piece < 40; piece += 1) yield { bytes: Buffer.alloc(MIB, piece), size: 40 * MIB };
    });
    const response = await download(url);
    let length = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) length += chunk.length;
    expect(length).toBe(40 * MIB);
    expect(warnings).toEqual([]);
  });

  it('say in the log when a file could not be given whole, and break off', async () => {
    const { url, logged } = await serve(async function* () {
      yield { bytes: Buffer.from('half'), size: 8 };
      await new Promise(setImmediate);
      throw new Error('the database is away');
    });
    const response = await download(url);
    await expect(response.toArray()).rejects.toThrow('aborted');
    expect(logged).toEqual(['an answer was cut short']);
  });

  it('cut a sender of a refused body who stops sending', async () => {
    const { port } = await serve(async function* () {});
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const socket = connect(port, '127.0.0.1');
    socket.write(`PUT /knowledge/files/short HTTP/1.1\r\nhost: hub\r\ncontent-length: 100\r\n\r\nfirst bytes`);
    const closed = once(socket, 'close');
    socket.resume();
    await vi.waitFor(() => expect(vi.getTimerCount()).toBeGreaterThan(0));
    await vi.advanceTimersByTimeAsync(60_000);
    await closed;
  });
});
