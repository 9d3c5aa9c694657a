import type { Agent } from './agent.entity.ts';

/** A heartbeat comes every 30 s; three missing ones mean offline. */
const SILENCE_MS = 90_000;

export type AgentStatus = 'online' | 'offline' | 'revoked' | 'never_seen';

/** Whether an agent lives, by its last heartbeat or its lease. */
export function agentStatus(agent: Agent, now: number): AgentStatus {
  if (agent.revokedAt) return 'revoked';
  if (!agent.lastHeartbeatAt && !agent.leaseUntil) return 'never_seen';
  const seen = agent.lastHeartbeatAt ? now - agent.lastHeartbeatAt.getTime() <= SILENCE_MS : false;
  return seen || isConnected(agent, now) ? 'online' : 'offline';
}

/** Whether a connection of the agent holds its lease, so that it may type. */
export function isConnected(agent: Agent, now: number): boolean {
  return agent.leaseUntil ? agent.leaseUntil.getTime() > now : false;
}
