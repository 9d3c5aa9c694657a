import { AppError } from '../../ports/errors.ts';
import type { PersonPrincipal } from '../../ports/principal.ts';
import { LoginLookup } from '../auth/auth.entity.ts';
import { emailKey } from '../auth/auth.service.ts';
import type { AuthServices } from '../auth/auth-services.ts';
import { addressOf, storeLink } from '../auth/login-link.service.ts';
import { once } from '../request/once.ts';
import { type PersonRole, User } from './user.entity.ts';

/** Whom to invite. */
export interface Invitation {
  readonly requestId: string;
  readonly email: string;
  readonly name: string;
  readonly role: PersonRole;
}

/** The new person and the link to give them; the link is shown once and stored as a hash. */
export interface Invited {
  readonly userId: string;
  readonly link: string;
  readonly expiresAt: Date;
}

/** Adds a person and makes a one-time link for them. CONFLICT when somebody of this company has the address already. */
export async function inviteUser(
  services: AuthServices,
  by: PersonPrincipal,
  invitation: Invitation,
): Promise<Invited> {
  const { requestId, name, role } = invitation;
  const email = emailKey(invitation.email);
  const { tenantId } = by;
  const request = { tenantId, actor: `user:${by.id}`, requestId, name: 'inviteUser', input: { email, name, role } };
  const link = await once(services, request, async (em) => {
    if ((await em.count(User, { email })) > 0) throw new AppError('CONFLICT', { path: 'email' });
    const userId = await em.insert(User, { tenantId, email, name, role });
    await em.insert(LoginLookup, { emailHash: services.keyring.lookupHash('email', email), tenantId, userId });
    const answer = await storeLink(em, services, { tenantId, userId });
    return { answer, subject: `user:${userId}`, detail: { email, role } };
  });
  return { userId: link.userId, link: addressOf(services, link), expiresAt: new Date(link.expiresAt) };
}
