import type { SessionRowFragment } from '../../generated/graphql.ts';

/** What a session is called: a group by the group, a private chat by the customer. */
export function sessionName(session: Pick<SessionRowFragment, 'room' | 'customer'>): string {
  return session.room.kind === 'GROUP' ? session.room.name : session.customer.name;
}
