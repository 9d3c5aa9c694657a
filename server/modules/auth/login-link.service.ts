import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { AppError } from '../../ports/errors.ts';
import { once } from '../request/once.ts';
import { User } from '../user/user.entity.ts';
import { LinkLookup } from './auth.entity.ts';
import type { Attempt } from './auth.service.ts';
import type { AuthServices } from './auth-services.ts';
import { hashPassword } from './passwords.ts';
import { answerSignIn, findMe, type SignedIn, storeSignIn } from './sign-in.ts';

/** A link signs in once, within 7 days. */
const LINK_MS = 7 * 86_400_000;

/** What a link is made again from; no secret without the hub's keys. */
export interface LoginLink {
  readonly userId: string;
  readonly nonce: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

/** Stores a new one-time link for a person. Runs in a transaction of the person's tenant. */
export async function storeLink(
  em: EntityManager,
  { keyring }: Pick<AuthServices, 'keyring'>,
  { tenantId, userId }: { tenantId: string; userId: string },
): Promise<LoginLink> {
  const expiresAt = new Date(Date.now() + LINK_MS);
  const link = { userId, nonce: randomUUID(), expiresAt: expiresAt.toISOString() };
  await em.execute('delete from link_lookup where expires_at < clock_timestamp()');
  await em.insert(LinkLookup, {
    codeHash: keyring.lookupHash('link', codeOf(keyring, link)),
    tenantId,
    userId,
    expiresAt,
  });
  return link;
}

/** Address of a link, the same each time it is asked for. */
export function addressOf(
  { keyring, publicUrl }: Pick<AuthServices, 'keyring' | 'publicUrl'>,
  link: LoginLink,
): string {
  return `${publicUrl}/login/${codeOf(keyring, link)}`;
}

function codeOf(keyring: AuthServices['keyring'], { userId, nonce }: LoginLink): string {
  return keyring.derivedSecret('link', [userId, nonce]);
}

/**
 * Signs in with a one-time link and sets a password when one is given. BAD_INPUT without a password when the person has
 * none yet, except in the demo; UNAUTHENTICATED for a link that is unknown, used or too old.
 */
export async function redeemLink(
  services: AuthServices,
  attempt: Attempt,
  { code, password }: { code: string; password: string | null },
): Promise<SignedIn> {
  const names = [`address:${attempt.remoteAddress}`] as const;
  services.attempts.take(names);
  const codeHash = services.keyring.lookupHash('link', code);
  const link = await services.database.outside((em) => em.findOne(LinkLookup, { codeHash }));
  if (!link || link.expiresAt.getTime() < Date.now()) throw new AppError('UNAUTHENTICATED', { reason: 'link' });
  services.attempts.forgive(names);
  const { tenantId, userId } = link;
  const passwordHash = password === null ? undefined : await hashPassword(password);
  const request = {
    tenantId,
    actor: `user:${userId}`,
    requestId: attempt.requestId,
    name: 'redeemLoginLink',
    input: { codeHash },
  };
  const signIn = await once(services, request, async (em) => {
    await useUp(em, { codeHash, userId, passwordHash });
    return { answer: await storeSignIn(em, services, { tenantId, userId }), subject: `user:${userId}` };
  });
  const me = await services.database.inTenant(tenantId, (em) => findMe(em, userId));
  if (!me) throw new AppError('UNAUTHENTICATED', { reason: 'link' });
  return answerSignIn(services, me, signIn);
}

async function useUp(
  em: EntityManager,
  { codeHash, userId, passwordHash }: { codeHash: string; userId: string; passwordHash: string | undefined },
): Promise<void> {
  const me = await findMe(em, userId);
  if (!me?.user.active) throw new AppError('UNAUTHENTICATED', { reason: 'link' });
  if (!me.user.passwordHash && passwordHash === undefined && !me.tenant.demo) {
    throw new AppError('BAD_INPUT', { path: 'password', problem: 'required' });
  }
  const used = await em.nativeUpdate(LinkLookup, { codeHash, usedAt: null }, { usedAt: new Date() });
  if (used === 0) throw new AppError('UNAUTHENTICATED', { reason: 'link' });
  if (passwordHash !== undefined) await em.nativeUpdate(User, { id: userId }, { passwordHash });
}
