import { errors, jwtVerify, SignJWT } from 'jose';
import { AppError } from '../../ports/errors.ts';
import type { PersonPrincipal, Principal } from '../../ports/principal.ts';
import type { Keyring } from './keyring.ts';

const ISSUER = 'kefu-hub';
const AUDIENCE = 'kefu-hub-api';
const TYPE = 'at+jwt';
const ALGORITHM = 'HS256';
const ROLES = new Set(['operator', 'admin', 'viewer', 'integrator', 'agent']);

/** Seconds a token lives: an agent logs in again every day, a person's browser refreshes every hour. */
export const TOKEN_SECONDS = { agent: 86_400, user: 3_600 } as const;
/** Verified tokens that are remembered. */
const MAX_KNOWN = 5_000;

/** Whom a token names; the rest follows from when and under which id it was made. */
export type Subject =
  | { readonly kind: 'agent'; readonly id: string; readonly tenantId: string; readonly name: string }
  | Omit<PersonPrincipal, 'expiresAt'>;

/** When a token was made and its `jti`: the same mint makes the same token again. */
export interface Mint {
  readonly tokenId: string;
  /** Seconds since 1970. */
  readonly issuedAt: number;
}

/** A token and its end. */
export interface IssuedToken {
  readonly token: string;
  readonly expiresAt: Date;
}

/** Makes and checks the hub's tokens: HS256 and nothing else, with issuer, audience, type, jti and expiry. */
export class Tokens {
  readonly #keyring: Keyring;
  readonly #known = new Map<string, Principal>();

  constructor(keyring: Keyring) {
    this.#keyring = keyring;
  }

  async issue(subject: Subject, { tokenId, issuedAt }: Mint): Promise<IssuedToken> {
    const expires = issuedAt + TOKEN_SECONDS[subject.kind];
    const token = await new SignJWT({
      tenant: subject.tenantId,
      role: subject.kind === 'agent' ? 'agent' : subject.role,
      name: subject.name,
      ...(subject.kind === 'user' ? { sid: subject.authSessionId } : {}),
    })
      .setProtectedHeader({ alg: ALGORITHM, typ: TYPE })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .setSubject(`${subject.kind}:${subject.id}`)
      .setJti(tokenId)
      .setIssuedAt(issuedAt)
      .setExpirationTime(expires)
      .sign(this.#keyring.tokenKey);
    return { token, expiresAt: new Date(expires * 1000) };
  }

  /** Whom a token names; UNAUTHENTICATED for anything but a valid token of this hub, with detail.reason. */
  async verify(token: string): Promise<Principal> {
    const known = this.#known.get(token);
    if (known && known.expiresAt.getTime() > Date.now()) return known;
    this.#known.delete(token);
    const principal = principalOf(await this.#claims(token));
    this.#known.set(token, principal);
    const oldest = this.#known.keys().next().value;
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
    return principal;
  }

  async #claims(token: string): Promise<Record<string, unknown>> {
    try {
      const { payload } = await jwtVerify(token, this.#keyring.tokenKey, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        typ: TYPE,
        requiredClaims: ['sub', 'jti', 'iat', 'exp', 'tenant', 'role'],
      });
      return payload;
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      throw new AppError('UNAUTHENTICATED', { reason: error instanceof errors.JWTExpired ? 'expired' : 'invalid' });
    }
  }
}

function principalOf(claims: Record<string, unknown>): Principal {
  const [kind, id] = String(claims['sub']).split(':');
  const role = String(claims['role']);
  if (!id || !ROLES.has(role) || (kind === 'agent') !== (role === 'agent')) {
    throw new AppError('UNAUTHENTICATED', { reason: 'invalid' });
  }
  const facts = {
    id,
    tenantId: String(claims['tenant']),
    name: String(claims['name']),
    expiresAt: new Date(Number(claims['exp']) * 1000),
  };
  if (kind === 'agent') return { ...facts, kind, role: 'agent' };
  return { ...facts, kind: 'user', role: role as PersonPrincipal['role'], authSessionId: String(claims['sid']) };
}
