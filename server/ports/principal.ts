/** What a caller may do. `agent` is the program beside WeChat, the others are people or programs of theirs. */
export type Role = 'operator' | 'admin' | 'viewer' | 'integrator' | 'agent';

/** A person who signed in, or a program that signed in as one. */
export interface PersonPrincipal {
  readonly kind: 'user';
  /** User id. */
  readonly id: string;
  readonly tenantId: string;
  readonly role: Exclude<Role, 'agent'>;
  /** Name shown beside what this person did. */
  readonly name: string;
  /** The sign-in that the token belongs to; revoked by logout. */
  readonly authSessionId: string;
  readonly expiresAt: Date;
}

/** The program beside WeChat. */
export interface AgentPrincipal {
  readonly kind: 'agent';
  /** Agent id. */
  readonly id: string;
  readonly tenantId: string;
  readonly role: 'agent';
  readonly name: string;
  readonly expiresAt: Date;
}

/** Who calls, as a verified token says. */
export type Principal = PersonPrincipal | AgentPrincipal;
