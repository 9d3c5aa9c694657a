import { randomUUID } from 'node:crypto';
import type { EntityManager } from '@mikro-orm/postgresql';
import { stringify } from 'yaml';
import { AppError } from '../../ports/errors.ts';
import type { PersonPrincipal } from '../../ports/principal.ts';
import { KeyLookup } from '../auth/auth.entity.ts';
import type { AuthServices } from '../auth/auth-services.ts';
import { once } from '../request/once.ts';
import { Agent } from './agent.entity.ts';

/** What an agent's key is made again from; no secret without the hub's keys. */
export interface AgentKey {
  readonly agentId: string;
  readonly nonce: string;
}

/** A new agent and how it signs in; the key is shown once and stored as a hash. */
export interface CreatedAgent {
  readonly agentId: string;
  readonly apiKey: string;
  /** Text of agent.yaml, ready to be saved. */
  readonly config: string;
}

/** Stores an agent with its key. Runs in a transaction of the tenant. */
export async function storeAgent(
  em: EntityManager,
  { keyring }: Pick<AuthServices, 'keyring'>,
  { tenantId, name, nonce = randomUUID() }: { tenantId: string; name: string; nonce?: string },
): Promise<AgentKey> {
  const agentId = await em.insert(Agent, { tenantId, name });
  const key = { agentId, nonce };
  await em.insert(KeyLookup, {
    keyHash: keyring.lookupHash('agent-key', apiKeyOf({ keyring }, key)),
    tenantId,
    agentId,
  });
  await changed(em, agentId);
  return key;
}

/** The key of an agent, the same each time it is asked for. */
export function apiKeyOf({ keyring }: Pick<AuthServices, 'keyring'>, { agentId, nonce }: AgentKey): string {
  return `kfa_${keyring.derivedSecret('agent-key', [agentId, nonce])}`;
}

/** Text of the agent.yaml of a new agent. */
export function agentConfig({ publicUrl }: Pick<AuthServices, 'publicUrl'>, agentId: string, apiKey: string): string {
  return stringify({
    server: { url: publicUrl },
    client: { agent_id: agentId, api_key: apiKey },
    wechat: { check_interval: 1 },
    cache: { enabled: true, encryption: true, cleanup_days: 7 },
    heartbeat: { enabled: true, interval: 30 },
  });
}

/** Makes an agent; a repeat of the request shows the same key again. */
export async function createAgent(
  services: AuthServices,
  by: PersonPrincipal,
  { requestId, name }: { requestId: string; name: string },
): Promise<CreatedAgent> {
  const { tenantId } = by;
  const request = { tenantId, actor: `user:${by.id}`, requestId, name: 'createAgent', input: { name } };
  const key = await once(services, request, async (em) => {
    const answer = await storeAgent(em, services, { tenantId, name });
    return { answer, subject: `agent:${answer.agentId}`, detail: { name } };
  });
  services.wake.publish('events', tenantId);
  const apiKey = apiKeyOf(services, key);
  return { agentId: key.agentId, apiKey, config: agentConfig(services, key.agentId, apiKey) };
}

/** Takes an agent's key back; what it sends is refused from now on. NOT_FOUND for an unknown one. */
export async function revokeAgent(
  services: AuthServices,
  by: PersonPrincipal,
  { requestId, agentId }: { requestId: string; agentId: string },
): Promise<void> {
  const { tenantId } = by;
  const request = { tenantId, actor: `user:${by.id}`, requestId, name: 'revokeAgent', input: { agentId } };
  await once(services, request, async (em) => {
    const agent = await em.findOne(Agent, { id: agentId });
    if (!agent) throw new AppError('NOT_FOUND', { agent: agentId });
    agent.revokedAt ??= new Date();
    await em.nativeDelete(KeyLookup, { tenantId, agentId });
    await changed(em, agentId);
    return { answer: {}, subject: `agent:${agentId}`, detail: { name: agent.name } };
  });
  services.liveness.end({ tenantId, agentId });
  services.wake.publish('events', tenantId);
}

/** Tells the feeds that an agent changed. */
async function changed(em: EntityManager, agentId: string): Promise<void> {
  await em.execute(`select emit('agent', null, null, jsonb_build_object('agent', ?::bigint))`, [agentId]);
}
