import type { EntityManager } from '@mikro-orm/postgresql';
import { AppError } from '../../ports/errors.ts';
import { once } from '../request/once.ts';
import { AuthSession, RefreshLookup } from './auth.entity.ts';
import type { Attempt } from './auth.service.ts';
import type { AuthServices } from './auth-services.ts';
import { answerSignIn, findMe, refreshTokenOf, rotateSignIn, type SignedIn, type SignIn } from './sign-in.ts';

/** Two tabs of a browser may refresh with the same token; within this time both get the same answer. */
const GRACE_MS = 15_000;

type Rotated = SignIn & { readonly from: string };
type Rotation = Rotated | { readonly stolen: true };

/**
 * Gives a new token for a refresh token, which is then used up. One that was used before means that it was stolen: the
 * whole sign-in ends. UNAUTHENTICATED for all that is not the newest refresh token of a living sign-in.
 */
export async function refreshSignIn(services: AuthServices, attempt: Attempt, refreshToken: string): Promise<SignedIn> {
  const names = [`address:${attempt.remoteAddress}`] as const;
  services.attempts.take(names);
  const refreshHash = services.keyring.lookupHash('refresh', refreshToken);
  const known = await services.database.outside((em) => em.findOne(RefreshLookup, { refreshHash }));
  if (!known) throw new AppError('UNAUTHENTICATED', { reason: 'refresh' });
  services.attempts.forgive(names);
  const { tenantId, authSessionId } = known;
  const actor = `session:${authSessionId}`;
  const request = { tenantId, actor, requestId: attempt.requestId, name: 'refreshToken', input: { refreshHash } };
  const rotation = await once<Rotation>(services, request, async (em) => ({
    answer: await rotate(em, services, { tenantId, authSessionId, refreshHash }),
    subject: actor,
  }));
  if ('stolen' in rotation) {
    services.liveness.end({ authSessionId });
    throw new AppError('UNAUTHENTICATED', { reason: 'reused' });
  }
  const me = await services.database.inTenant(tenantId, (em) => findMe(em, rotation.userId));
  if (!me?.user.active) throw new AppError('UNAUTHENTICATED', { reason: 'refresh' });
  return answerSignIn(services, me, rotation);
}

interface Presented {
  readonly tenantId: string;
  readonly authSessionId: string;
  readonly refreshHash: string;
}

async function rotate(em: EntityManager, services: AuthServices, presented: Presented): Promise<Rotation> {
  const { tenantId, authSessionId, refreshHash } = presented;
  const [session] = await em.execute<{ user_id: string; refresh_hash: string }[]>(
    `select user_id::text, refresh_hash from auth_session
     where id = ?::uuid and revoked_at is null and expires_at > clock_timestamp() for update`,
    [authSessionId],
  );
  if (!session) throw new AppError('UNAUTHENTICATED', { reason: 'refresh' });
  if (session.refresh_hash === refreshHash) {
    const signIn = await rotateSignIn(em, services, { tenantId, userId: session.user_id, authSessionId });
    return { ...signIn, from: refreshHash };
  }
  const justNow = await lastRotation(em, presented);
  if (justNow && services.keyring.lookupHash('refresh', refreshTokenOf(services, justNow)) === session.refresh_hash)
    return justNow;
  await em.nativeUpdate(AuthSession, { id: authSessionId }, { revokedAt: new Date() });
  return { stolen: true };
}

/** The rotation that used up this very token a moment ago; it counts only while its own token is the newest. */
async function lastRotation(em: EntityManager, presented: Presented): Promise<Rotated | undefined> {
  const [last] = await em.execute<{ answer: Rotated }[]>(
    `select answer from request where tenant_id = ? and actor = ? and name = 'refreshToken' and answer ->> 'from' = ?
       and at > clock_timestamp() - make_interval(secs => ?) order by at desc limit 1`,
    [presented.tenantId, `session:${presented.authSessionId}`, presented.refreshHash, GRACE_MS / 1000],
  );
  return last?.answer;
}
