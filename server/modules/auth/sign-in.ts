import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { PersonPrincipal } from '../../ports/principal.ts';
import { Tenant } from '../tenant/tenant.entity.ts';
import { User } from '../user/user.entity.ts';
import { AuthSession, RefreshLookup } from './auth.entity.ts';
import type { AuthServices } from './auth-services.ts';
import type { Mint } from './tokens.ts';

/** A sign-in that nobody refreshes ends after 30 days. */
const SESSION_MS = 30 * 86_400_000;

/** What a sign-in is made again from; no secret, so it can be kept as a request's answer. */
export interface SignIn extends Mint {
  readonly userId: string;
  readonly authSessionId: string;
}

/** Whom a person is to themselves. */
export interface Me {
  readonly user: User;
  readonly tenant: Tenant;
}

/** Token, refresh token and who signed in. */
export interface SignedIn {
  readonly token: string;
  readonly refreshToken: string | null;
  readonly expiresAt: Date;
  readonly me: Me | null;
}

/** A new mint of now. */
export function newMint(): Mint {
  return { tokenId: randomUUID(), issuedAt: Math.floor(Date.now() / 1000) };
}

/** The refresh token of a mint: derived, so that only its hash is stored. */
export function refreshTokenOf({ keyring }: Pick<AuthServices, 'keyring'>, signIn: SignIn): string {
  return keyring.derivedSecret('refresh', [signIn.authSessionId, signIn.tokenId]);
}

/** Stores a new sign-in of a person and forgets that person's expired ones. */
export async function storeSignIn(
  em: EntityManager,
  services: Pick<AuthServices, 'keyring'>,
  { tenantId, userId }: { tenantId: string; userId: string },
): Promise<SignIn> {
  const signIn = { ...newMint(), userId, authSessionId: randomUUID() };
  const refreshHash = services.keyring.lookupHash('refresh', refreshTokenOf(services, signIn));
  await em.execute(
    `with gone as (delete from auth_session where user_id = ? and expires_at < clock_timestamp() returning id)
     delete from refresh_lookup where auth_session_id in (select id from gone)`,
    [userId],
  );
  const { authSessionId } = signIn;
  const expiresAt = new Date(Date.now() + SESSION_MS);
  await em.insert(AuthSession, { id: authSessionId, tenantId, userId, refreshHash, expiresAt });
  await em.insert(RefreshLookup, { refreshHash, tenantId, authSessionId });
  return signIn;
}

/** Moves a sign-in on to its next refresh token. */
export async function rotateSignIn(
  em: EntityManager,
  services: Pick<AuthServices, 'keyring'>,
  { tenantId, userId, authSessionId }: { tenantId: string; userId: string; authSessionId: string },
): Promise<SignIn> {
  const signIn = { ...newMint(), userId, authSessionId };
  const refreshHash = services.keyring.lookupHash('refresh', refreshTokenOf(services, signIn));
  const expiresAt = new Date(Date.now() + SESSION_MS);
  await em.nativeUpdate(AuthSession, { id: authSessionId }, { refreshHash, expiresAt });
  await em.insert(RefreshLookup, { refreshHash, tenantId, authSessionId });
  return signIn;
}

/** A person with their tenant; null when either is gone. */
export async function findMe(em: EntityManager, userId: string): Promise<Me | null> {
  const user = await em.findOne(User, { id: userId }, { disableIdentityMap: true });
  const tenant = user && (await em.findOne(Tenant, { id: user.tenantId }, { disableIdentityMap: true }));
  return tenant ? { user, tenant } : null;
}

/** Answers a sign-in, the first time or again: the same mint makes the same tokens. */
export async function answerSignIn(services: AuthServices, me: Me, signIn: SignIn): Promise<SignedIn> {
  const { user } = me;
  const subject: Omit<PersonPrincipal, 'expiresAt'> = {
    kind: 'user',
    id: user.id,
    tenantId: user.tenantId,
    role: user.role,
    name: user.name,
    authSessionId: signIn.authSessionId,
  };
  const issued = await services.tokens.issue(subject, signIn);
  return { ...issued, refreshToken: refreshTokenOf(services, signIn), me };
}
