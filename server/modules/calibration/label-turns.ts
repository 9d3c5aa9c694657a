import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import { AnswerLabel } from './answer-label.entity.ts';
import { type AnsweredTurn, labelAnswer } from './label-answer.ts';

/** Turns looked at in one transaction. */
const TURNS_A_LOOK = 200;

interface MeasuredRow extends AnsweredTurn {
  readonly id: string;
  readonly ripe: boolean;
  readonly confidence: number | null;
  readonly measured: { readonly features?: Record<string, number> | null; readonly mapVersion?: string } | null;
}

/**
 * A turn is ripe when nothing more can come of it: its session is over. Its reactions are the lines of the next turn; an
 * operator's answer counts only before the customer says more, because later it may answer that.
 */
const TURNS_AFTER = `
  select t.id::text as id, t.outcome, t.confidence, t.trace->'confidence' as measured, s.satisfaction,
    s.closed_at is not null or (s.handoff_id is null and s.last_active_at < now() - interval '30 minutes') as ripe,
    (select jsonb_build_object('question', c.question, 'answer', c.answer) from chunk c where c.id = t.evidence_ids[1]) as passage,
    array(select m.content from message m where m.turn_id = following.id and m.role = 'customer' order by m.id) as reactions,
    coalesce((select string_agg(m.content, '。' order by m.id) from message m
      where m.session_id = t.session_id and m.role = 'operator' and m.received_at > t.outcome_at
        and m.id < coalesce((select min(l.id) from message l where l.turn_id = following.id and l.role = 'customer'), 9223372036854775807)), '') as "operatorAnswer",
    not exists (select 1 from turn o where o.session_id = t.session_id and o.id <> t.id and o.outcome = 'replied') as only
  from turn t
  join session s on s.id = t.session_id
  left join lateral (select n.id from turn n where n.session_id = t.session_id and n.id > t.id order by n.id limit 1) following on true
  where t.tenant_id = ? and t.id > ? order by t.id limit ${TURNS_A_LOOK}`;

/** Labels what can be labelled of the turns that are over since the last look; answers how many labels were written. */
export async function labelTurns({ database }: { database: Database }, tenantId: string): Promise<number> {
  let written = 0;
  for (;;) {
    const look = await database.inTenant(tenantId, (em) => lookOnce(em, tenantId));
    written += look.written;
    if (!look.more) return written;
  }
}

async function lookOnce(em: EntityManager, tenantId: string): Promise<{ written: number; more: boolean }> {
  const [cursor] = await em.execute<{ turn_id: string }[]>(
    'select turn_id::text from label_cursor where tenant_id = ? for update',
    [tenantId],
  );
  const rows = await em.execute<MeasuredRow[]>(TURNS_AFTER, [tenantId, cursor?.turn_id ?? '0']);
  const unripe = rows.findIndex(({ ripe }) => !ripe);
  const ripe = unripe === -1 ? rows : rows.slice(0, unripe);
  const last = ripe.at(-1);
  if (last === undefined) return { written: 0, more: false };
  const labels = ripe.flatMap((row) => labelOf(row, tenantId));
  if (labels.length > 0) await em.upsertMany(AnswerLabel, labels, { onConflictAction: 'ignore' });
  await em.execute(
    'insert into label_cursor (tenant_id, turn_id) values (?, ?) on conflict (tenant_id) do update set turn_id = excluded.turn_id',
    [tenantId, last.id],
  );
  return { written: labels.length, more: unripe === -1 && rows.length === TURNS_A_LOOK };
}

function labelOf(row: MeasuredRow, tenantId: string) {
  const { features, mapVersion } = row.measured ?? {};
  if (row.confidence === null || !features) return [];
  const label = labelAnswer(row);
  if (label === null) return [];
  return [{ turnId: row.id, tenantId, confidence: row.confidence, features, mapVersion: mapVersion ?? '', ...label }];
}
