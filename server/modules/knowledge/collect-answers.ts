import type { EmbedServices } from '../embedding/embed-version.ts';
import { type QuestionMeanings, questionMeanings } from '../embedding/question-meanings.ts';
import { countCitations } from './citation.service.ts';
import { gatherGaps, questionsOfGaps, type UnansweredQuestion } from './gather-gaps.ts';

/** Settled turns looked at in one transaction. */
const TURNS_AT_ONCE = 200;
const LONGEST_QUESTION = 500;

/** Reasons of a handoff that more knowledge would have spared. */
const LACKING = new Set(['LOW_CONFIDENCE', 'EMPTY_KNOWLEDGE']);

interface SettledRow {
  readonly xid: string;
  readonly id: string;
  readonly turn_id: string;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly query: string | null;
  readonly cited: readonly { readonly evidenceId: string | null }[] | null;
  readonly at: Date;
  /** Everything before this transaction is known. */
  readonly horizon: string;
}

/**
 * Takes what settled turns tell about the knowledge since the last time: passages that were cited are counted, questions it
 * had no answer for are gathered into gaps. Each turn counts once, whatever dies and however many nodes do this.
 */
export async function collectAnswers(services: EmbedServices, tenantId: string, signal: AbortSignal): Promise<number> {
  let taken = 0;
  for (;;) {
    const rows = await services.database.call<SettledRow>('settled_turns', [tenantId, TURNS_AT_ONCE]);
    const last = rows.at(-1);
    if (!last) return taken;
    const unanswered = unansweredIn(rows);
    const meanings = await meaningsFor(services, { tenantId, signal }, unanswered);
    const moved = await services.database.inTenant(tenantId, async (em) => {
      const [cursor] = await em.execute<{ moved: boolean }[]>(
        'select move_answer_cursor(?::text::xid8, ?::bigint) as moved',
        rows.length < TURNS_AT_ONCE ? [last.horizon, '0'] : [last.xid, last.id],
      );
      if (cursor?.moved !== true) return false;
      await countCitations(em, tenantId, citedIn(rows));
      if (unanswered.length > 0) await gatherGaps(em, tenantId, { unanswered, meanings });
      return true;
    });
    if (!moved) return taken;
    taken += rows.length;
    if (rows.length < TURNS_AT_ONCE) return taken;
  }
}

/** Before the transaction that groups them: a model is not asked inside one. */
async function meaningsFor(
  services: EmbedServices,
  of: { readonly tenantId: string; readonly signal: AbortSignal },
  unanswered: readonly UnansweredQuestion[],
): Promise<QuestionMeanings> {
  if (unanswered.length === 0) return new Map();
  const known = await services.database.inTenant(of.tenantId, questionsOfGaps);
  return questionMeanings(services, of, [...unanswered.map(({ question }) => question), ...known]);
}

/** What the answers among them cited, each passage once an answer. */
function citedIn(rows: readonly SettledRow[]): { turn: string; chunk: string; at: Date }[] {
  return rows
    .filter(({ outcome }) => outcome === 'replied')
    .flatMap(({ turn_id: turn, cited, at }) => {
      const chunks = new Set((cited ?? []).flatMap(({ evidenceId }) => (evidenceId === null ? [] : [evidenceId])));
      return Array.from(chunks, (chunk) => ({ turn, chunk, at }));
    });
}

/** Questions that were handed off for lack of knowledge or asked back. */
function unansweredIn(rows: readonly SettledRow[]): UnansweredQuestion[] {
  return rows.flatMap(({ turn_id: turnId, outcome, reason, query, at }) => {
    const question = (query ?? '').trim().slice(0, LONGEST_QUESTION);
    const lacking = outcome === 'clarified' || (outcome === 'handed_off' && LACKING.has(reason ?? ''));
    return question !== '' && lacking ? [{ turnId, question, at }] : [];
  });
}
