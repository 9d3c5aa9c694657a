import { AppError } from '../../ports/errors.ts';
import type { Principal } from '../../ports/principal.ts';
import type { AuthServices } from './auth-services.ts';

/** Makes the check of a token: signed by us, not expired, its sign-in or agent not ended. UNAUTHENTICATED otherwise. */
export function tokenVerifier({
  tokens,
  liveness,
}: Pick<AuthServices, 'tokens' | 'liveness'>): (token: string) => Promise<Principal> {
  return async (token) => {
    const principal = await tokens.verify(token);
    if (!(await liveness.isAlive(principal))) throw new AppError('UNAUTHENTICATED', { reason: 'ended' });
    return principal;
  };
}
