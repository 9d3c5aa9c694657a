import type { Citation } from '../answer/citations.ts';
import type { EntityManager } from '@mikro-orm/postgresql';
import { SHOWN } from '../message/message.service.ts';
import type { Page, PageRow } from '../page/keyset.ts';
import { listPage, NEWEST_FIRST } from '../page/list-page.ts';
import type { Outcome, Turn } from './turn.entity.ts';

/** What a list of turns is narrowed by. */
export interface TurnFilter {
  readonly sessionId?: string | null | undefined;
  readonly outcome?: Outcome | null | undefined;
}

/** Turns, newest first. */
export function listTurns(em: EntityManager, filter: TurnFilter, page: Page): Promise<PageRow[]> {
  return listPage(
    em,
    {
      from: 'turn',
      order: NEWEST_FIRST,
      where: [
        filter.sessionId ? { sql: 'session_id = ?', parameters: [filter.sessionId] } : undefined,
        filter.outcome ? { sql: 'outcome = ?', parameters: [filter.outcome] } : undefined,
      ],
    },
    page,
  );
}

/** Ids of the lines of each turn, oldest first, the answer's among them. */
export async function messagesOfTurns(em: EntityManager, turnIds: readonly string[]): Promise<Map<string, string[]>> {
  const rows = await em.execute<{ turn_id: string; ids: string[] }[]>(
    `select turn_id::text, array_agg(id::text order by id) as ids from message
     where turn_id = any(?::bigint[]) and ${SHOWN} group by turn_id`,
    [`{${turnIds.join(',')}}`],
  );
  return new Map(rows.map((row) => [row.turn_id, row.ids]));
}

/** Score that a passage had when the turn was answered, as its trace says; 0 when the trace does not name it. */
export function evidenceScore(turn: Pick<Turn, 'trace'>, chunkId: string): number {
  const kept: unknown = turn.trace['evidence'];
  if (!Array.isArray(kept)) return 0;
  const entry = (kept as { id?: unknown; score?: unknown }[]).find((candidate) => String(candidate.id) === chunkId);
  return typeof entry?.score === 'number' ? entry.score : 0;
}

/** The sentences of a turn's answer with the passage each rests on, as its trace says. */
export function citationsOf(turn: Pick<Turn, 'trace'>): Citation[] {
  const kept: unknown = turn.trace['citations'];
  if (!Array.isArray(kept)) return [];
  return (kept as Partial<Citation>[]).flatMap(({ sentence, evidenceId }) =>
    typeof sentence === 'string' ? [{ sentence, evidenceId: typeof evidenceId === 'string' ? evidenceId : null }] : [],
  );
}
