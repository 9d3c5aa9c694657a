import type { Database } from '../../ports/database.ts';
import type { AgentPrincipal } from '../../ports/principal.ts';
import type { Wake } from '../../ports/wake.ts';

/** What agents' connections need. */
export interface ConnectionServices {
  readonly database: Database;
  readonly wake: Wake;
}

/** An agent's figures of one moment. */
export interface Heartbeat {
  readonly journalId: string;
  readonly version: string;
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  readonly wxOnline: boolean;
  readonly messagesProcessed: number;
  readonly outboxDepth: number;
  readonly at: Date;
  readonly accounts: readonly {
    readonly name: string;
    readonly state: string;
    readonly detail?: string | null | undefined;
  }[];
}

/** Stores an agent's figures and its accounts' states; answers the hub's time and whether the agent is paused. */
export async function recordHeartbeat(
  { database, wake }: ConnectionServices,
  agent: AgentPrincipal,
  beat: Heartbeat,
): Promise<{ serverTime: Date; paused: boolean }> {
  const [row] = await database.call<{ server_time: Date; paused: boolean }>('heartbeat', [
    agent.tenantId,
    agent.id,
    beat,
  ]);
  wake.publish('events', agent.tenantId);
  if (!row) throw new Error('heartbeat gave no answer');
  return { serverTime: row.server_time, paused: row.paused };
}

/** Renews the lease of one connection; not connected: another one replaced it, or an older lease still runs. */
export async function renewLease(
  { database }: ConnectionServices,
  agent: AgentPrincipal,
  { journalId, connectionId }: { journalId: string; connectionId: string },
): Promise<{ leaseSeconds: number; connected: boolean }> {
  const [row] = await database.call<{ lease_seconds: number; connected: boolean }>('renew_connection', [
    agent.tenantId,
    agent.id,
    journalId,
    connectionId,
  ]);
  if (!row) throw new Error('renew_connection gave no answer');
  return { leaseSeconds: row.lease_seconds, connected: row.connected };
}

/** Takes the word of an agent that it types nothing older than a fence; false for a journal that is not the agent's. */
export async function acknowledgeFence(
  { database, wake }: ConnectionServices,
  agent: AgentPrincipal,
  { journalId, roomId, fence }: { journalId: string; roomId: string; fence: number },
): Promise<boolean> {
  const [row] = await database.call<{ acknowledge_fence: boolean }>('acknowledge_fence', [
    agent.tenantId,
    agent.id,
    journalId,
    roomId,
    fence,
  ]);
  wake.publish('events', agent.tenantId);
  return row?.acknowledge_fence ?? false;
}
