import type { Database } from '../../ports/database.ts';
import type { GatheredTurn, TurnDecision, TurnEnd } from '../turn.ts';
import type { Identity } from './identify.ts';

/** How the attempt ended, and which bubbles now wait for an agent. */
export interface Settled {
  readonly end: Exclude<TurnEnd, 'postponed'>;
  readonly replies: readonly string[];
}

/** Writes the decision if attempt, revision and fence still hold; else nothing is written. */
export async function settle(
  database: Database,
  turn: GatheredTurn,
  identity: Identity,
  decision: TurnDecision,
): Promise<Settled> {
  const payload = {
    turnId: turn.claim.turnId,
    token: turn.claim.token,
    revision: turn.revision,
    fence: turn.room.fence,
    outcome: decision.outcome,
    confidence: decision.confidence,
    handoffReason: decision.handoff?.reason ?? null,
    handoffDetail: decision.handoff?.detail ?? null,
    priority: decision.handoff?.priority ?? 0,
    bubbles: decision.bubbles,
    notice: decision.notice,
    clarify: decision.outcome === 'clarified',
    evidenceIds: decision.evidence.map((item) => item.id),
    trace: decision.trace,
    tokensTotal: decision.tokens,
    latencyMs: Math.max(0, Date.now() - turn.claim.dueAt.getTime()),
    kind: identity.kind,
    customer: identity.customer,
    usage: decision.usage ?? null,
  };
  const [row] = await database.call<{ result: { state: Settled['end']; replies?: string[] } }>('settle', [
    turn.claim.tenantId,
    JSON.stringify(payload),
  ]);
  return { end: row?.result.state ?? 'lost', replies: row?.result.replies ?? [] };
}
