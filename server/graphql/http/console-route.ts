import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Exchange, Route } from './route.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
};
const COMPRESSED = /^(?:text\/|application\/|image\/svg)/;
/** The console asks nobody but the hub, and nobody may frame it. Components set styles on elements. */
const POLICY = [
  `default-src 'self'`,
  `style-src 'self' 'unsafe-inline'`,
  `img-src 'self' data: blob:`,
  `frame-ancestors 'none'`,
  `base-uri 'none'`,
  `form-action 'self'`,
].join('; ');

interface ConsoleFile {
  readonly type: string;
  readonly bytes: Buffer;
  readonly gzipped: Buffer | undefined;
  readonly tag: string;
}

/**
 * Serves the built console from memory; a path that is no file gets the start page, whose router knows it. Without a build
 * it answers nothing.
 */
export async function consoleRoute(folder: string): Promise<Route> {
  const files = await readFiles(folder);
  const start = files.get('/index.html');
  return async (exchange) => {
    const { request, url } = exchange;
    if (request.method !== 'GET' && request.method !== 'HEAD') return false;
    const file = files.get(url.pathname);
    if (file)
      send(exchange, file, url.pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache');
    else if (start && extname(url.pathname) === '') send(exchange, start, 'no-cache');
    else return false;
    return true;
  };
}

async function readFiles(folder: string): Promise<Map<string, ConsoleFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile())
    .map(async (entry): Promise<[string, ConsoleFile]> => {
      const path = join(entry.parentPath, entry.name);
      const bytes = await readFile(path);
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      const gzipped = COMPRESSED.test(type) ? await promisify(gzip)(bytes) : undefined;
      const tag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
      return [`/${relative(folder, path).split(sep).join('/')}`, { type, bytes, gzipped, tag }];
    });
  return new Map(await Promise.all(files));
}

function send({ request, response }: Exchange, file: ConsoleFile, cacheControl: string): void {
  const headers = { 'cache-control': cacheControl, etag: file.tag, vary: 'accept-encoding' };
  if (request.headers['if-none-match'] === file.tag) {
    response.writeHead(304, headers).end();
    return;
  }
  const gzipped = /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? '')) ? file.gzipped : undefined;
  const bytes = gzipped ?? file.bytes;
  response.writeHead(200, {
    ...headers,
    'content-type': file.type,
    'content-length': bytes.length,
    ...(gzipped ? { 'content-encoding': 'gzip' } : {}),
    ...(file.type.startsWith('text/html') ? { 'content-security-policy': POLICY } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}
