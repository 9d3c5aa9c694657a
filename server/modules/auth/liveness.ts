import DataLoader from 'dataloader';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import type { AgentPrincipal, PersonPrincipal, Principal } from '../../ports/principal.ts';

/** How long an answer holds. Whoever has a socket is asked for every 5 s, so their answers are always fresh. */
const TRUST_MS = 10_000;
const MAX_KNOWN = 50_000;
/** Principals asked for in one statement. */
const MAX_BATCH = 500;

interface Known {
  readonly alive: boolean;
  readonly askedAt: number;
}

/** Whether whoever a valid token names may still act: logout, a revoked key and a removed tenant end it before its expiry. */
export class Liveness {
  readonly #database: Database;
  readonly #known = new Map<string, Known>();

  constructor(database: Database) {
    this.#database = database;
  }

  async isAlive(principal: Principal): Promise<boolean> {
    if (principal.expiresAt.getTime() <= Date.now()) return false;
    const known = this.#known.get(keyOf(principal));
    if (known && (!known.alive || Date.now() - known.askedAt < TRUST_MS)) return known.alive;
    return this.#asker.load(principal);
  }

  /** Asks for many at once, one statement a tenant and kind; what is known of them is fresh afterwards. */
  async ask(principals: readonly Principal[]): Promise<void> {
    await this.#asker.loadMany(principals);
  }

  /** Ends a sign-in or an agent at once on this node. */
  end(key: { readonly authSessionId: string } | { readonly agentId: string; readonly tenantId: string }): void {
    this.#keep('authSessionId' in key ? key.authSessionId : `${key.tenantId}:${key.agentId}`, false);
  }

  readonly #asker = new DataLoader<Principal, boolean>((principals) => this.#askAll(principals), {
    cache: false,
    maxBatchSize: MAX_BATCH,
  });

  async #askAll(principals: readonly Principal[]): Promise<boolean[]> {
    const living = new Set<string>();
    for (const [tenantId, some] of Map.groupBy(principals, (principal) => principal.tenantId)) {
      const keys = await this.#database.inTenant(tenantId, (em) => livingAmong(em, some));
      for (const key of keys) living.add(key);
    }
    return principals.map((principal) => this.#keep(keyOf(principal), living.has(keyOf(principal))));
  }

  /** What was ended stays ended: an answer that was read before the end does not bring it back. */
  #keep(key: string, alive: boolean): boolean {
    const ended = this.#known.get(key)?.alive === false;
    this.#known.delete(key);
    this.#known.set(key, { alive: alive && !ended, askedAt: Date.now() });
    const oldest = this.#known.keys().next().value;
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
    return alive && !ended;
  }
}

/** Keys of those among a tenant's principals that may still act. */
async function livingAmong(em: EntityManager, principals: readonly Principal[]): Promise<string[]> {
  const agents = principals.filter((principal): principal is AgentPrincipal => principal.kind === 'agent');
  const people = principals.filter((principal): principal is PersonPrincipal => principal.kind === 'user');
  const keys: string[] = [];
  if (agents.length > 0) {
    const rows = await em.execute<{ key: string }[]>(
      `select tenant_id || ':' || id as key from agent where id = any(?::bigint[]) and revoked_at is null`,
      [`{${agents.map(({ id }) => id).join(',')}}`],
    );
    keys.push(...rows.map(({ key }) => key));
  }
  if (people.length > 0) {
    const rows = await em.execute<{ key: string }[]>(
      `select s.id::text as key from auth_session s join app_user u on u.id = s.user_id
       where s.id = any(?::uuid[]) and s.revoked_at is null and s.expires_at > clock_timestamp() and u.active`,
      [`{${people.map(({ authSessionId }) => authSessionId).join(',')}}`],
    );
    keys.push(...rows.map(({ key }) => key));
  }
  return keys;
}

function keyOf(principal: Principal): string {
  return principal.kind === 'agent' ? `${principal.tenantId}:${principal.id}` : principal.authSessionId;
}
