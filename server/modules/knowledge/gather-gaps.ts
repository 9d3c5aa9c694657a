import type { EntityManager } from '@mikro-orm/postgresql';
import type { QuestionMeanings } from '../embedding/question-meanings.ts';
import { GapGroups } from './gap-groups.ts';
import type { GapSample } from './knowledge-gap.entity.ts';

/** Open gaps that a question is compared with, the latest ones. */
const GAPS_COMPARED = 500;
const SAMPLES_KEPT = 5;

/** A question that the knowledge had no answer for. */
export interface UnansweredQuestion {
  readonly turnId: string;
  readonly question: string;
  readonly at: Date;
}

interface OpenGap {
  readonly id: string;
  readonly question: string;
  readonly count: number;
  readonly samples: readonly GapSample[];
}

/** Questions of the gaps that new ones are compared with, latest gaps first. */
export async function questionsOfGaps(em: EntityManager): Promise<string[]> {
  return (await readOpen(em)).flatMap(({ samples }) => samples.map(({ question }) => question));
}

/** Puts each question into the gap that it belongs to, or makes it a new one; gaps that turn out to mean the same become one. */
export async function gatherGaps(
  em: EntityManager,
  tenantId: string,
  { unanswered, meanings }: { unanswered: readonly UnansweredQuestion[]; meanings: QuestionMeanings },
): Promise<void> {
  const groups = new GapGroups();
  for (const { id, question, samples } of (await readOpen(em)).toSorted((a, b) => b.count - a.count)) {
    const known = samples.flatMap((sample) => meanings.get(sample.question) ?? []);
    const same = groups.add(id, question, known);
    if (same !== undefined) await mergeGap(em, id, same);
  }
  for (const asked of unanswered) {
    const meaning = meanings.get(asked.question);
    const id = groups.join({ text: asked.question, meaning });
    if (id === undefined) groups.add(await addGap(em, tenantId, asked), asked.question, meaning ? [meaning] : []);
    else await growGap(em, id, asked);
  }
}

function readOpen(em: EntityManager): Promise<OpenGap[]> {
  return em.execute<OpenGap[]>(
    `select id::text, question, count, samples from knowledge_gap where state = 'open' order by last_at desc, id desc limit ?`,
    [GAPS_COMPARED],
  );
}

function sampleOf({ turnId, question, at }: UnansweredQuestion): string {
  return JSON.stringify([{ turn: turnId, question, at: at.toISOString() } satisfies GapSample]);
}

async function addGap(em: EntityManager, tenantId: string, asked: UnansweredQuestion): Promise<string> {
  const [row] = await em.execute<{ id: string }[]>(
    `insert into knowledge_gap (tenant_id, question, samples, first_at, last_at) values (?, ?, ?::jsonb, ?, ?) returning id::text`,
    [tenantId, asked.question, sampleOf(asked), asked.at, asked.at],
  );
  if (!row) throw new Error('the gap was not stored');
  return row.id;
}

async function growGap(em: EntityManager, id: string, asked: UnansweredQuestion): Promise<void> {
  await em.execute(
    `update knowledge_gap set count = count + 1, last_at = greatest(last_at, ?::timestamptz),
       samples = (select jsonb_agg(value) from (select value from jsonb_array_elements(?::jsonb || samples) limit ?) as kept) where id = ?`,
    [asked.at, sampleOf(asked), SAMPLES_KEPT, id],
  );
}

async function mergeGap(em: EntityManager, id: string, into: string): Promise<void> {
  await em.execute(
    `with gone as (delete from knowledge_gap where id = ? returning count, samples, first_at, last_at)
     update knowledge_gap g set count = g.count + gone.count, first_at = least(g.first_at, gone.first_at), last_at = greatest(g.last_at, gone.last_at),
       samples = (select jsonb_agg(value) from (
         select value from jsonb_array_elements(g.samples || gone.samples) order by value ->> 'at' desc limit ?) as kept)
     from gone where g.id = ?`,
    [id, SAMPLES_KEPT, into],
  );
}
