import type { Database } from '../ports/database.ts';
import { AppError } from '../ports/errors.ts';
import type { AgentPrincipal, PersonPrincipal, Principal } from '../ports/principal.ts';
import type { SearchIndex } from '../ports/search.ts';
import type { Wake } from '../ports/wake.ts';
import { TenantReads } from './tenant-reads.ts';

/**
 * What resolvers may touch. A module whose resolvers need more says so where it is used:
 * `declare module '…/graphql/context.ts' { interface Services { … } }`; app.ts then has to provide it.
 */
export interface Services {
  readonly database: Database;
  readonly wake: Wake;
  readonly search: SearchIndex;
}

/** The WebSocket an operation came over. */
export interface Connection {
  /** Random, made once per socket; names the holder of an agent's connection lease. */
  readonly id: string;
  /** Journal of the agent that connected, when it said so. */
  readonly journalId: string | undefined;
  readonly version: string | undefined;
}

/** Where an operation came from. */
export interface Caller {
  readonly principal: Principal | null;
  /** Null over HTTP. */
  readonly connection: Connection | null;
  /** For the limits on logging in. */
  readonly remoteAddress: string;
}

/** One operation's own: scopes and loaders hang on it, so every operation, and every event of a subscription, gets a new one. */
export interface Context extends Caller {
  readonly services: Services;
  /** Reads of the caller's tenant; UNAUTHENTICATED without a caller. */
  readonly reads: Pick<TenantReads, 'read'>;
}

/** A new context for one operation or one event. */
export function createContext(services: Services, { principal, connection, remoteAddress }: Caller): Context {
  const reads = principal
    ? new TenantReads(services.database, principal.tenantId)
    : { read: () => Promise.reject(new AppError('UNAUTHENTICATED')) };
  return { services, principal, connection, remoteAddress, reads };
}

/** Whoever signed in; UNAUTHENTICATED when nobody did. */
export function anyone(context: Caller): Principal {
  if (!context.principal) throw new AppError('UNAUTHENTICATED');
  return context.principal;
}

/** The person who calls; FORBIDDEN for an agent. */
export function person(context: Caller): PersonPrincipal {
  const principal = anyone(context);
  if (principal.kind !== 'user') throw new AppError('FORBIDDEN');
  return principal;
}

/** The agent that calls; FORBIDDEN for a person. */
export function agent(context: Caller): AgentPrincipal {
  const principal = anyone(context);
  if (principal.kind !== 'agent') throw new AppError('FORBIDDEN');
  return principal;
}
