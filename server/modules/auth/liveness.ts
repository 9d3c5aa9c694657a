import type { Database } from '../../ports/database.ts';
import type { Principal } from '../../ports/principal.ts';

/** How long an answer holds: a revocation on another node is noticed after this time. */
const TRUST_MS = 5_000;
const MAX_KNOWN = 20_000;

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
    const key = keyOf(principal);
    const known = this.#known.get(key);
    if (known && (!known.alive || Date.now() - known.askedAt < TRUST_MS)) return known.alive;
    const alive = await this.#ask(principal);
    this.#keep(key, alive);
    return alive;
  }

  /** Ends a sign-in or an agent at once on this node. */
  end(key: { readonly authSessionId: string } | { readonly agentId: string; readonly tenantId: string }): void {
    this.#keep('authSessionId' in key ? key.authSessionId : `${key.tenantId}:${key.agentId}`, false);
  }

  #keep(key: string, alive: boolean): void {
    this.#known.delete(key);
    this.#known.set(key, { alive, askedAt: Date.now() });
    const oldest = this.#known.keys().next().value;
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
  }

  #ask(principal: Principal): Promise<boolean> {
    return this.#database.inTenant(principal.tenantId, async (em) => {
      const rows = await (principal.kind === 'agent'
        ? em.execute<unknown[]>('select 1 from agent where id = ? and revoked_at is null', [principal.id])
        : em.execute<unknown[]>(
            `select 1 from auth_session s join app_user u on u.id = s.user_id
             where s.id = ?::uuid and s.revoked_at is null and s.expires_at > clock_timestamp() and u.active`,
            [principal.authSessionId],
          ));
      return rows.length > 0;
    });
  }
}

function keyOf(principal: Principal): string {
  return principal.kind === 'agent' ? `${principal.tenantId}:${principal.id}` : principal.authSessionId;
}
