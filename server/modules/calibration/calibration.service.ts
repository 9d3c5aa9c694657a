import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import { AppError } from '../../ports/errors.ts';
import type { PersonPrincipal } from '../../ports/principal.ts';
import { once } from '../request/once.ts';
import { changeTenantSettings, tenantSettingsOf } from '../tenant/tenant.service.ts';
import type { MeasuredTurn, Thresholds } from './forecast.ts';
import type { LabelledConfidence } from './reliability.ts';

/** Past turns that a forecast and a diagram look at, newest first. */
const TURNS_LOOKED_AT = 20_000;

/** Turns that were routed by their confidence, with what became of them where that is known. */
export async function measuredTurns(em: EntityManager): Promise<MeasuredTurn[]> {
  return em.execute<MeasuredTurn[]>(
    `select t.confidence, l.was_right as right from (
       select id, confidence, outcome, handoff_reason from turn where tenant_id = (select current_setting('app.tenant'))::uuid order by id desc limit ${TURNS_LOOKED_AT}
     ) t left join answer_label l on l.turn_id = t.id
     where t.confidence is not null and (t.outcome in ('replied', 'clarified', 'answered_by_human')
       or (t.outcome = 'handed_off' and t.handoff_reason in ('LOW_CONFIDENCE', 'MODEL_FAILED')))`,
  );
}

/** The labelled ones among them. */
export function labelledOf(turns: readonly MeasuredTurn[]): LabelledConfidence[] {
  return turns.flatMap(({ confidence, right }) => (right === null ? [] : [{ confidence, right }]));
}

/** The thresholds that are in force. */
export async function thresholdsOf(em: EntityManager, tenantId: string): Promise<Thresholds> {
  const { replyThreshold, clarifyThreshold } = await tenantSettingsOf(em, tenantId);
  return { reply: replyThreshold, clarify: clarifyThreshold };
}

/** Sets both thresholds; BAD_INPUT when asking back would begin above replying. Holds from the next turn on. */
export function setThresholds(
  services: { readonly database: Database },
  by: PersonPrincipal,
  { requestId, reply, clarify }: Thresholds & { readonly requestId: string },
): Promise<Thresholds> {
  if (clarify > reply) throw new AppError('BAD_INPUT', { path: 'clarify', problem: 'above reply' });
  const { tenantId } = by;
  const request = { tenantId, actor: `user:${by.id}`, requestId, name: 'setThresholds', input: { reply, clarify } };
  return once(services, request, async (em) => {
    const before = await thresholdsOf(em, tenantId);
    await changeTenantSettings(em, tenantId, { replyThreshold: reply, clarifyThreshold: clarify });
    return { answer: { reply, clarify }, subject: `tenant:${tenantId}`, detail: { before, after: { reply, clarify } } };
  });
}
