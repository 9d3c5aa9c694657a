import { once } from 'node:events';
import { AppError } from '../../ports/errors.ts';
import type { PersonPrincipal, Principal } from '../../ports/principal.ts';
import { sendJson } from './answer.ts';
import { principalOf, type VerifyToken } from './authenticate.ts';
import { Gate } from './gate.ts';
import type { Exchange, Route } from './route.ts';

const FILES = '/knowledge/files/';
const HASH = /^[0-9a-f]{64}$/;
/** Uploads at a time, each holding some 2 MB in memory; the others wait unread. */
const MAX_UPLOADS = 4;
/** Characters of a name that a download is given. */
const LONGEST_NAME = 200;

/** Where files of the knowledge base are kept. */
export interface KnowledgeFiles {
  readonly maxBytes: number;
  /** Refuses a name that no reader knows, before anything is sent. */
  checkName(fileName: string): void;
  store(tenantId: string, file: { hash: string; bytes: AsyncIterable<Uint8Array> }): Promise<'stored' | 'known'>;
  pieces(tenantId: string, hash: string): AsyncIterable<{ readonly bytes: Uint8Array; readonly size: number }>;
}

/**
 * PUT /knowledge/files/<sha256>?name=… with an administrator's token: 201 stored, 200 there already; it becomes a document
 * by the mutation importDocument. GET gives the bytes back, for download only. Refusals are {code, message, …}.
 */
export function knowledgeRoute(files: KnowledgeFiles, verify: VerifyToken): Route {
  const uploads = new Gate(MAX_UPLOADS);
  return async (exchange) => {
    const { request, url } = exchange;
    if (!url.pathname.startsWith(FILES)) return false;
    const hash = url.pathname.slice(FILES.length);
    if (!HASH.test(hash)) throw new AppError('BAD_INPUT', { path: 'hash' });
    const { tenantId } = administrator(await principalOf(request, verify));
    if (request.method === 'PUT') await uploads.pass(() => put(files, exchange, { tenantId, hash }));
    else if (request.method === 'GET') await get(files, exchange, { tenantId, hash });
    else throw new AppError('BAD_INPUT', { problem: 'method' });
    return true;
  };
}

function administrator(principal: Principal | null): PersonPrincipal {
  if (!principal) throw new AppError('UNAUTHENTICATED');
  if (principal.kind !== 'user' || principal.role !== 'admin') throw new AppError('FORBIDDEN');
  return principal;
}

interface Wanted {
  readonly tenantId: string;
  readonly hash: string;
}

async function put(
  files: KnowledgeFiles,
  { request, response, url }: Exchange,
  { tenantId, hash }: Wanted,
): Promise<void> {
  const name = url.searchParams.get('name');
  if (name !== null) files.checkName(name);
  if (Number(request.headers['content-length'] ?? 0) > files.maxBytes)
    throw new AppError('LIMIT_FILE', { limit: files.maxBytes });
  const bytes = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  const state = await files.store(tenantId, { hash, bytes });
  sendJson(response, state === 'stored' ? 201 : 200, { hash, state });
}

async function get(files: KnowledgeFiles, { response, url }: Exchange, { tenantId, hash }: Wanted): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  for await (const { bytes, size } of files.pieces(tenantId, hash)) {
    if (!response.headersSent)
      response.writeHead(200, {
        'content-type': 'application/octet-stream',
        'content-length': size,
        'content-disposition': `attachment; filename*=UTF-8''${headerText(url.searchParams.get('name') ?? hash)}`,
        'content-security-policy': `default-src 'none'; sandbox`,
        'cache-control': 'private, no-store',
      });
    if (!response.write(bytes)) await once(response, 'drain', gone).catch(() => undefined);
    if (response.destroyed) return;
  }
  if (!response.headersSent) throw new AppError('NOT_FOUND');
  response.end();
}

/** The beginning of a name as RFC 8187 writes it in a header. */
function headerText(name: string): string {
  const beginning = Array.from(name).slice(0, LONGEST_NAME).join('');
  return encodeURIComponent(beginning).replace(/['()*]/gu, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}
