import { AppError } from '../../ports/errors.ts';
import type { PersonPrincipal } from '../../ports/principal.ts';
import { once } from '../request/once.ts';
import { AuthSession, KeyLookup, LoginLookup } from './auth.entity.ts';
import type { AuthServices } from './auth-services.ts';
import { fitsPassword } from './passwords.ts';
import { answerSignIn, findMe, type Me, newMint, type SignedIn, storeSignIn } from './sign-in.ts';
import type { Mint } from './tokens.ts';

/** Companies that one e-mail address may belong to; more are not tried. */
const MAX_CANDIDATES = 4;

/** One attempt to sign in. */
export interface Attempt {
  readonly requestId: string;
  /** Address the attempt came from. */
  readonly remoteAddress: string;
}

/** Spelling in which an address is looked up. */
export function emailKey(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}

/**
 * Signs a person in. UNAUTHENTICATED for an unknown address, a wrong password and a person who may not sign in alike,
 * after the same work; LIMIT_RATE when attempts come too fast.
 */
export async function loginWithPassword(
  services: AuthServices,
  attempt: Attempt,
  { email, password }: { email: string; password: string },
): Promise<SignedIn> {
  const emailHash = services.keyring.lookupHash('email', emailKey(email));
  const names = [`address:${attempt.remoteAddress}`, `account:${emailHash}`] as const;
  services.attempts.take(names);
  const candidates = await services.database.outside((em) =>
    em.find(LoginLookup, { emailHash }, { limit: MAX_CANDIDATES, orderBy: { tenantId: 'asc' } }),
  );
  const people = await Promise.all(
    candidates.map(({ tenantId, userId }) => services.database.inTenant(tenantId, (em) => findMe(em, userId))),
  );
  const me = await whoseIs(people, password);
  if (!me) throw new AppError('UNAUTHENTICATED', { reason: 'credentials' });
  services.attempts.forgive(names);
  const { id: userId, tenantId } = me.user;
  const request = { tenantId, actor: `user:${userId}`, requestId: attempt.requestId, name: 'login', input: {} };
  const signIn = await once(services, request, async (em) => ({
    answer: await storeSignIn(em, services, { tenantId, userId }),
    subject: `user:${userId}`,
  }));
  return answerSignIn(services, me, signIn);
}

/** Whose password it is. Works as long for nobody as for somebody. */
async function whoseIs(people: readonly (Me | null)[], password: string): Promise<Me | null> {
  if (people.length === 0) await fitsPassword(password, null);
  let found: Me | null = null;
  for (const me of people) {
    const fits = await fitsPassword(password, me?.user.active ? me.user.passwordHash : null);
    found ??= fits ? me : null;
  }
  return found;
}

/** Signs an agent in with the key it was given. UNAUTHENTICATED for a wrong id, a wrong key and a revoked one alike. */
export async function loginWithKey(
  services: AuthServices,
  attempt: Attempt,
  { agentId, apiKey }: { agentId: string; apiKey: string },
): Promise<SignedIn> {
  const names = [`address:${attempt.remoteAddress}`, `account:agent ${agentId}`] as const;
  services.attempts.take(names);
  const keyHash = services.keyring.lookupHash('agent-key', apiKey);
  const found = await services.database.outside((em) => em.findOne(KeyLookup, { keyHash }));
  if (!found || found.agentId !== agentId) throw new AppError('UNAUTHENTICATED', { reason: 'credentials' });
  services.attempts.forgive(names);
  const { tenantId } = found;
  const request = { tenantId, actor: `agent:${agentId}`, requestId: attempt.requestId, name: 'login', input: {} };
  const { name, ...mint } = await once(services, request, async (em) => {
    const [agent] = await em.execute<{ name: string }[]>('select name from agent where id = ? and revoked_at is null', [
      agentId,
    ]);
    if (!agent) throw new AppError('UNAUTHENTICATED', { reason: 'revoked' });
    const answer: Mint & { name: string } = { ...newMint(), name: agent.name };
    return { answer, subject: `agent:${agentId}` };
  });
  const issued = await services.tokens.issue({ kind: 'agent', id: agentId, tenantId, name }, mint);
  return { ...issued, refreshToken: null, me: null };
}

/** Ends the caller's sign-in; its tokens are refused from now on, on other nodes within 5 s. */
export async function logout(services: AuthServices, person: PersonPrincipal, requestId: string): Promise<void> {
  const { tenantId, id, authSessionId } = person;
  const request = { tenantId, actor: `user:${id}`, requestId, name: 'logout', input: { authSessionId } };
  await once(services, request, async (em) => {
    await em.nativeUpdate(AuthSession, { id: authSessionId, revokedAt: null }, { revokedAt: new Date() });
    return { answer: {}, subject: `user:${id}` };
  });
  services.liveness.end({ authSessionId });
}
