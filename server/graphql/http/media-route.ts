import { AppError } from '../../ports/errors.ts';
import type { Principal } from '../../ports/principal.ts';
import { sendJson } from './answer.ts';
import { principalOf, type VerifyToken } from './authenticate.ts';
import { Gate } from './gate.ts';
import { readBody } from './read-body.ts';
import type { Exchange, Route } from './route.ts';

const PATH = /^\/media\/([0-9a-f]{64})$/;
const CONTENT_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/;
/** Pictures that a browser shows; everything else, scripts in SVG included, is only offered for download. */
const SHOWN = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp', 'image/bmp', 'image/avif']);
/** Uploads in memory at a time, each at most 20 MB; the others wait unread. */
const MAX_UPLOADS = 4;

/** Where media are kept. */
export interface MediaStore {
  readonly maxBytes: number;
  store(tenantId: string, media: { hash: string; contentType: string; bytes: Uint8Array }): Promise<'stored' | 'known'>;
  find(tenantId: string, hash: string): Promise<{ contentType: string; bytes: Uint8Array } | null>;
  /** The tenant that a signed address names, null when the signature is not good. */
  tenantOfAddress(hash: string, query: URLSearchParams): string | null;
}

/**
 * PUT /media/<sha256> with an agent's token: 201 stored, 200 there already. GET with a person's token or a signed
 * address. Refusals are {code, message, …}.
 */
export function mediaRoute(media: MediaStore, verify: VerifyToken): Route {
  const uploads = new Gate(MAX_UPLOADS);
  return async (exchange) => {
    const { request, url } = exchange;
    if (!url.pathname.startsWith('/media/')) return false;
    const hash = PATH.exec(url.pathname)?.[1];
    if (hash === undefined) throw new AppError('BAD_INPUT', { path: 'hash' });
    const principal = await principalOf(request, verify);
    if (request.method === 'PUT') await uploads.pass(() => put(media, exchange, { hash, principal }));
    else if (request.method === 'GET' || request.method === 'HEAD') await get(media, exchange, { hash, principal });
    else throw new AppError('BAD_INPUT', { problem: 'method' });
    return true;
  };
}

interface Wanted {
  readonly hash: string;
  readonly principal: Principal | null;
}

async function put(media: MediaStore, { request, response }: Exchange, { hash, principal }: Wanted): Promise<void> {
  if (!principal) throw new AppError('UNAUTHENTICATED');
  if (principal.kind !== 'agent') throw new AppError('FORBIDDEN');
  const contentType = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!CONTENT_TYPE.test(contentType)) throw new AppError('BAD_INPUT', { path: 'content-type' });
  const bytes = await readBody(request, { bytes: media.maxBytes, code: 'LIMIT_FILE' });
  const state = await media.store(principal.tenantId, { hash, contentType, bytes });
  sendJson(response, state === 'stored' ? 201 : 200, { hash, state });
}

async function get(
  media: MediaStore,
  { request, response, url }: Exchange,
  { hash, principal }: Wanted,
): Promise<void> {
  const tenantId = principal?.kind === 'user' ? principal.tenantId : media.tenantOfAddress(hash, url.searchParams);
  if (tenantId === null) throw new AppError(principal ? 'FORBIDDEN' : 'UNAUTHENTICATED');
  const found = await media.find(tenantId, hash);
  if (!found) throw new AppError('NOT_FOUND');
  const shown = SHOWN.has(found.contentType);
  response.writeHead(200, {
    'content-type': shown ? found.contentType : 'application/octet-stream',
    'content-length': found.bytes.length,
    'content-disposition': shown ? 'inline' : 'attachment',
    'content-security-policy': `default-src 'none'; sandbox`,
    'cache-control': 'private, max-age=3600, immutable',
  });
  response.end(request.method === 'HEAD' ? undefined : found.bytes);
}
