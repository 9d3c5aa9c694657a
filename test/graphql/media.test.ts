import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { consoleRoute } from '../../server/graphql/http/console-route.ts';
import { createHttpServer } from '../../server/graphql/http/http-server.ts';
import { closeServer, listen } from '../../server/graphql/http/listen.ts';
import { AgentSide, line } from './support/agent-side.ts';
import { type HubClient, nodesOf, text } from './support/hub-client.ts';
import { describeHub } from './support/test-hub.ts';

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describeHub('media', (given) => {
  const put = async (client: HubClient, bytes: Uint8Array, { hash = sha256(bytes), type = 'image/png' } = {}) => {
    const response = await fetch(`${given().hub.url}/media/${hash}`, {
      method: 'PUT',
      body: Buffer.from(bytes),
      headers: { 'content-type': type, ...client.authorization },
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const get = (path: string, client?: HubClient) =>
    fetch(`${given().hub.url}${path}`, { headers: client?.authorization ?? {} });

  it('go up before their line, once, and are shown beside it', async () => {
    const bytes = randomBytes(5000);
    const hash = sha256(bytes);
    expect(await put(given().agent, bytes)).toMatchObject({ status: 201, body: { hash, state: 'stored' } });
    expect(await put(given().agent, bytes)).toMatchObject({ status: 200, body: { hash, state: 'known' } });
    const agent = new AgentSide(given().agent);
    await agent.ingest(line('[图片]', { type: 'IMAGE', mediaHash: hash }));
    const { messages } = await given().demo.ask('{ messages(first: 1) { edges { node { kind mediaUrl } } } }');
    const [shownLine] = nodesOf(messages);
    expect(shownLine).toMatchObject({ kind: 'IMAGE' });
    const url = text(shownLine?.['mediaUrl']);
    const shown = await get(url);
    expect([shown.status, shown.headers.get('content-type'), shown.headers.get('content-security-policy')]).toEqual([
      200,
      'image/png',
      `default-src 'none'; sandbox`,
    ]);
    expect(sha256(new Uint8Array(await shown.arrayBuffer()))).toBe(hash);
    expect((await get(`/media/${hash}`, given().demo)).status).toBe(200);
    expect((await get(`/media/${hash}`)).status).toBe(401);
    expect((await get(url.replace(/signature=.{4}/, 'signature=AAAA'))).status).toBe(401);
    expect((await get(url.replace(/expires=\d/, 'expires=9'))).status).toBe(401);
    await agent.close();
  });

  it('are the tenant’s that has them', async () => {
    const bytes = randomBytes(100);
    await put(given().agent, bytes);
    expect((await get(`/media/${sha256(bytes)}`, given().owner)).status).toBe(404);
  });

  it('are taken from agents only, with the hash they have and not above 20 MB', async () => {
    const bytes = randomBytes(10);
    expect(await put(given().demo, bytes)).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    expect(await put(given().anyone, bytes)).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    expect(await put(given().agent, bytes, { hash: 'a'.repeat(64) })).toMatchObject({
      status: 400,
      body: { code: 'BAD_INPUT' },
    });
    expect(await put(given().agent, bytes, { hash: 'short' })).toMatchObject({
      status: 400,
      body: { code: 'BAD_INPUT' },
    });
    expect(await put(given().agent, bytes, { type: 'nonsense' })).toMatchObject({
      status: 400,
      body: { code: 'BAD_INPUT' },
    });
    expect(await put(given().agent, new Uint8Array(20 * 1024 * 1024 + 1))).toMatchObject({
      status: 413,
      body: { code: 'LIMIT_FILE', detail: { limit: 20 * 1024 * 1024 } },
    });
    expect((await put(given().agent, randomBytes(20 * 1024 * 1024))).status).toBe(201);
  });

  it('that a browser could run are only offered for download', async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
    await put(given().agent, svg, { type: 'image/svg+xml' });
    const response = await get(`/media/${sha256(svg)}`, given().demo);
    expect([response.headers.get('content-type'), response.headers.get('content-disposition')]).toEqual([
      'application/octet-stream',
      'attachment',
    ]);
  });
});

describeHub('the server', (given) => {
  it('says that it lives and that it is ready, with what that rests on', async () => {
    const { url } = given().hub;
    expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ live: true });
    const ready = await fetch(`${url}/health/ready`);
    expect([ready.status, await ready.json()]).toMatchObject([
      200,
      { ready: true, checks: { database: true, knowledge: 'loaded', search: 'embedded', draining: false } },
    ]);
  });

  it('answers unknown paths and methods with a code', async () => {
    const { url } = given().hub;
    const missing = await fetch(`${url}/nothing/here.txt`);
    expect([missing.status, await missing.json()]).toMatchObject([
      404,
      { code: 'NOT_FOUND', messageEn: 'No such object' },
    ]);
    expect((await fetch(`${url}/graphql`, { method: 'DELETE' })).status).toBe(400);
    expect((await fetch(`${url}/%2e%2e/%2e%2e/etc/passwd.txt`)).status).toBe(404);
  });
});

describe('the console’s files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kefu-console-'));
  const cleanups: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0)) await cleanup();
  });
  const serve = async (): Promise<string> => {
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const server = createHttpServer([await consoleRoute(folder)], log);
    const url = await listen(server, { host: '127.0.0.1', port: 0 });
    cleanups.push(() => closeServer(server));
    return url;
  };

  it('are served from memory, small, known again, and under a policy', async () => {
    mkdirSync(join(folder, 'assets'), { recursive: true });
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Kefu</title>');
    writeFileSync(join(folder, 'assets', 'main-abc.js'), 'x'.repeat(5000));
    const url = await serve();
    const script = await fetch(`${url}/assets/main-abc.js`, { headers: { 'accept-encoding': 'identity' } });
    expect([script.headers.get('content-type'), script.headers.get('cache-control')]).toEqual([
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ]);
    const page = await fetch(`${url}/inbox/12`);
    expect(await page.text()).toContain('Kefu');
    expect(page.headers.get('content-security-policy')).toContain(`frame-ancestors 'none'`);
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const known = await fetch(`${url}/index.html`, { headers: { 'if-none-match': page.headers.get('etag') ?? '' } });
    expect(known.status).toBe(304);
    const gzipped = await fetch(`${url}/assets/main-abc.js`);
    expect(gzipped.headers.get('content-encoding')).toBe('gzip');
    expect(Number(gzipped.headers.get('content-length'))).toBeLessThan(200);
    expect(await gzipped.text()).toBe('x'.repeat(5000));
    expect((await fetch(`${url}/missing.js`)).status).toBe(404);
    expect((await fetch(`${url}/inbox`, { method: 'POST' })).status).toBe(404);
    rmSync(folder, { recursive: true });
  });

  it('may be missing: the API works without them', async () => {
    const url = await serve();
    expect((await fetch(`${url}/`)).status).toBe(404);
  });
});
