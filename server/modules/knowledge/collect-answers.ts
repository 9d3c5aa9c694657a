import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import { countCitations } from './citation.service.ts';
import { likeness, profileOf, type QuestionProfile } from './question-likeness.ts';

/** Settled turns looked at in one transaction. */
const TURNS_AT_ONCE = 200;
/** Open gaps that a question is compared with, the latest ones. */
const GAPS_COMPARED = 500;
const SAMPLES_KEPT = 5;
/** Questions this alike are one gap: on the written sets 4 in 10,000 pairs of different questions are. */
const ALIKE = 0.4;
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
export async function collectAnswers(services: { readonly database: Database }, tenantId: string): Promise<number> {
  let taken = 0;
  for (;;) {
    const rows = await services.database.call<SettledRow>('settled_turns', [tenantId, TURNS_AT_ONCE]);
    const last = rows.at(-1);
    if (!last) return taken;
    const moved = await services.database.inTenant(tenantId, async (em) => {
      const [cursor] = await em.execute<{ moved: boolean }[]>(
        'select move_answer_cursor(?::text::xid8, ?::bigint) as moved',
        rows.length < TURNS_AT_ONCE ? [last.horizon, '0'] : [last.xid, last.id],
      );
      if (cursor?.moved !== true) return false;
      await countCitations(em, tenantId, citedIn(rows));
      await gatherGaps(em, tenantId, rows);
      return true;
    });
    if (!moved) return taken;
    taken += rows.length;
    if (rows.length < TURNS_AT_ONCE) return taken;
  }
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

interface GapRow {
  readonly id: string;
  readonly question: string;
}

async function gatherGaps(em: EntityManager, tenantId: string, rows: readonly SettledRow[]): Promise<void> {
  const lacking = rows.filter(
    ({ outcome, reason, query }) =>
      query !== null &&
      query.trim() !== '' &&
      (outcome === 'clarified' || (outcome === 'handed_off' && LACKING.has(reason ?? ''))),
  );
  if (lacking.length === 0) return;
  const open = await em.execute<GapRow[]>(
    `select id::text, question from knowledge_gap where state = 'open' order by last_at desc, id desc limit ?`,
    [GAPS_COMPARED],
  );
  const gaps = open.map(({ id, question }) => ({ id, profile: profileOf(question) }));
  for (const row of lacking) {
    const question = (row.query ?? '').trim().slice(0, LONGEST_QUESTION);
    const profile = profileOf(question);
    const id = nearest(gaps, profile);
    const sample = JSON.stringify([{ turn: row.turn_id, question, at: row.at.toISOString() }]);
    if (id === undefined) gaps.push({ id: await addGap(em, tenantId, { question, sample, at: row.at }), profile });
    else await growGap(em, id, { sample, at: row.at });
  }
}

function nearest(
  gaps: readonly { readonly id: string; readonly profile: QuestionProfile }[],
  profile: QuestionProfile,
): string | undefined {
  let best: { id?: string; likeness: number } = { likeness: ALIKE };
  for (const gap of gaps) {
    const found = likeness(profile, gap.profile);
    if (found >= best.likeness) best = { id: gap.id, likeness: found };
  }
  return best.id;
}

async function addGap(
  em: EntityManager,
  tenantId: string,
  { question, sample, at }: { question: string; sample: string; at: Date },
): Promise<string> {
  const [row] = await em.execute<{ id: string }[]>(
    `insert into knowledge_gap (tenant_id, question, samples, first_at, last_at) values (?, ?, ?::jsonb, ?, ?) returning id::text`,
    [tenantId, question, sample, at, at],
  );
  if (!row) throw new Error('the gap was not stored');
  return row.id;
}

async function growGap(em: EntityManager, id: string, { sample, at }: { sample: string; at: Date }): Promise<void> {
  await em.execute(
    `update knowledge_gap set count = count + 1, last_at = greatest(last_at, ?::timestamptz),
       samples = (select jsonb_agg(value) from (select value from jsonb_array_elements(?::jsonb || samples) limit ?) as kept) where id = ?`,
    [at, sample, SAMPLES_KEPT, id],
  );
}
