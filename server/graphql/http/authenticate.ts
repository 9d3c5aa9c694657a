import type { IncomingMessage } from 'node:http';
import { AppError } from '../../ports/errors.ts';
import type { Principal } from '../../ports/principal.ts';

/** Whom a token names, if it still holds; UNAUTHENTICATED otherwise. */
export type VerifyToken = (token: string) => Promise<Principal>;

/** Who sends a request: null without a token, UNAUTHENTICATED with one that is not good. */
export async function principalOf(request: IncomingMessage, verify: VerifyToken): Promise<Principal | null> {
  const header = request.headers.authorization;
  if (header === undefined) return null;
  const [scheme, token] = header.split(' ');
  if (scheme?.toLowerCase() !== 'bearer' || !token) throw new AppError('UNAUTHENTICATED', { reason: 'invalid' });
  return verify(token);
}
