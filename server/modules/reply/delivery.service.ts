import type { Database } from '../../ports/database.ts';
import type { AgentPrincipal } from '../../ports/principal.ts';
import type { Wake } from '../../ports/wake.ts';

/** Whether a bubble may be typed now; without permission a code says why. */
export interface LeasedReply {
  readonly replyId: string;
  readonly granted: boolean;
  readonly code: string | null;
}

/** What an agent says became of a bubble its journal leased. */
export interface ReportedDelivery {
  readonly replyId: string;
  readonly state: string;
  readonly at: Date;
  readonly detail?: string | null | undefined;
}

/** What delivering needs. */
export interface DeliveryServices {
  readonly database: Database;
  readonly wake: Wake;
}

/** Leases bubbles to a journal. Asking again for one it holds grants it again. */
export async function leaseReplies(
  { database, wake }: DeliveryServices,
  agent: AgentPrincipal,
  { journalId, replyIds }: { journalId: string; replyIds: readonly string[] },
): Promise<LeasedReply[]> {
  const rows = await database.call<{ reply_id: string; granted: boolean; code: string | null }>('lease_replies', [
    agent.tenantId,
    agent.id,
    journalId,
    [...replyIds],
  ]);
  wake.publish('events', agent.tenantId);
  return rows.map((row) => ({ replyId: row.reply_id, granted: row.granted, code: row.code }));
}

/** Takes what became of bubbles and answers the ids the hub knows. Saying it again changes nothing. */
export async function reportDeliveries(
  { database, wake }: DeliveryServices,
  agent: AgentPrincipal,
  { journalId, deliveries }: { journalId: string; deliveries: readonly ReportedDelivery[] },
): Promise<string[]> {
  const items = deliveries.map(({ replyId, state, at, detail }) => ({ replyId, state, at: at.toISOString(), detail }));
  const rows = await database.call<{ reply_id: string }>('report_deliveries', [
    agent.tenantId,
    agent.id,
    journalId,
    JSON.stringify(items),
  ]);
  wake.publish('events', agent.tenantId);
  return rows.map((row) => row.reply_id);
}
