import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { apiKeyOf, storeAgent } from '../agent/agent-keys.ts';
import { Agent } from '../agent/agent.entity.ts';
import { LoginLookup } from '../auth/auth.entity.ts';
import type { AuthServices } from '../auth/auth-services.ts';
import { addressOf, storeLink } from '../auth/login-link.service.ts';
import { User } from '../user/user.entity.ts';
import { Tenant, TenantLookup } from './tenant.entity.ts';

const OWN = { email: 'admin@localhost', tenant: '我的店铺', person: '管理员' } as const;
const DEMO = { email: 'demo@localhost', tenant: '演示店铺', person: '演示管理员' } as const;
/** In the demo nobody may come for a handoff: after 3 min it closes with a notice and the model goes on. */
const DEMO_SETTINGS = { handoffExpirySeconds: 180 };
const DEMO_AGENT = '演示客户端';
/** The demo's agent gets the same key at every start. */
const DEMO_NONCE = 'demo';
/** Advisory lock of those who make the first tenants. */
const SEED_LOCK = 7_311_905;

type SeedServices = Pick<AuthServices, 'database' | 'keyring' | 'publicUrl'>;

/** What a start has to tell the owner. */
export interface Seeded {
  /** Tenant of the owner; null when the secret is not the one it was made with. */
  readonly own: { readonly tenantId: string; readonly link: string | null } | null;
  readonly demo: DemoSeed | null;
}

/** The demo, with a fresh link and the key of its simulated agent (null when that was revoked). */
export interface DemoSeed {
  readonly tenantId: string;
  readonly link: string;
  readonly agent: { readonly agentId: string; readonly apiKey: string } | null;
}

/**
 * At the first start makes the owner's tenant and, unless not wanted, the demo. At every start makes a fresh one-time link:
 * for the demo, and for the owner until a password is set.
 */
export async function seedHub(services: SeedServices, { demo }: { demo: boolean }): Promise<Seeded> {
  const { database } = services;
  const first = (await database.outside((em) => em.count(TenantLookup, {}))) === 0;
  if (first) await makeTenant(services, OWN, false);
  if (first && demo) {
    await makeTenant(services, DEMO, true, (em, tenantId) =>
      storeAgent(em, services, { tenantId, name: DEMO_AGENT, nonce: DEMO_NONCE }),
    );
  }
  const own = await findAdmin(services, OWN.email);
  const shown = demo ? await findAdmin(services, DEMO.email) : null;
  return {
    own: own && { tenantId: own.tenantId, link: await freshLink(services, own, true) },
    demo: shown && (await demoSeed(services, shown)),
  };
}

interface Admin {
  readonly tenantId: string;
  readonly userId: string;
}

/** Makes a tenant with its first person and what `more` adds, unless another hub that starts as well has made it. */
async function makeTenant(
  { database, keyring }: SeedServices,
  { email, tenant, person }: { email: string; tenant: string; person: string },
  demo: boolean,
  more: (em: EntityManager, tenantId: string) => Promise<unknown> = async () => undefined,
): Promise<void> {
  const tenantId = randomUUID();
  const emailHash = keyring.lookupHash('email', email);
  await database.inTenant(tenantId, async (em) => {
    await em.execute('select pg_advisory_xact_lock(?)', [SEED_LOCK]);
    if ((await em.count(LoginLookup, { emailHash })) > 0) return;
    await em.insert(Tenant, { id: tenantId, name: tenant, demo, settings: demo ? DEMO_SETTINGS : {} });
    await em.insert(TenantLookup, { tenantId });
    const userId = await em.insert(User, { tenantId, email, name: person, role: 'admin' });
    await em.insert(LoginLookup, { emailHash, tenantId, userId });
    await more(em, tenantId);
  });
}

function findAdmin({ database, keyring }: SeedServices, email: string): Promise<Admin | null> {
  const emailHash = keyring.lookupHash('email', email);
  return database.outside((em) => em.findOne(LoginLookup, { emailHash }, { disableIdentityMap: true }));
}

/** A fresh link in place of the unused older ones; null when the person has a password and only then wants none. */
function freshLink(services: SeedServices, admin: Admin, onlyWithoutPassword: boolean): Promise<string | null> {
  const { tenantId, userId } = admin;
  return services.database.inTenant(tenantId, async (em) => {
    const user = await em.findOne(User, { id: userId });
    if (!user || (onlyWithoutPassword && user.passwordHash)) return null;
    await forgetLinks(em, admin);
    return addressOf(services, await storeLink(em, services, { tenantId, userId }));
  });
}

async function forgetLinks(em: EntityManager, { tenantId, userId }: Admin): Promise<void> {
  await em.execute('delete from link_lookup where tenant_id = ? and user_id = ? and used_at is null', [
    tenantId,
    userId,
  ]);
}

async function demoSeed(services: SeedServices, admin: Admin): Promise<DemoSeed | null> {
  const link = await freshLink(services, admin, false);
  const agent = await services.database.inTenant(admin.tenantId, (em) =>
    em.findOne(Agent, { name: DEMO_AGENT, revokedAt: null }, { orderBy: { id: 'asc' } }),
  );
  const key = agent && { agentId: agent.id, apiKey: apiKeyOf(services, { agentId: agent.id, nonce: DEMO_NONCE }) };
  return link === null ? null : { tenantId: admin.tenantId, link, agent: key };
}
