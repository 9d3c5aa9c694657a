import type { EntityManager } from '@mikro-orm/postgresql';
import { AppError } from '../../ports/errors.ts';
import type { PersonPrincipal } from '../../ports/principal.ts';
import type { Order, Page, PageRow } from '../page/keyset.ts';
import { listPage } from '../page/list-page.ts';
import { changeKnowledge, type KnowledgeChangeServices } from './import-document.ts';
import type { GapState } from './knowledge-gap.entity.ts';

const MOST_ASKED: Order = {
  columns: [
    { sql: 'count', type: 'number' },
    { sql: 'last_at', type: 'moment' },
    { sql: 'id', type: 'number' },
  ],
  direction: 'desc',
};

/** Gaps of a state, most asked first. */
export function listGaps(em: EntityManager, state: GapState, page: Page): Promise<PageRow[]> {
  return listPage(
    em,
    { from: 'knowledge_gap', order: MOST_ASKED, where: [{ sql: 'state = ?', parameters: [state] }] },
    page,
  );
}

/** Marks a gap as answered by an entry, in the transaction that writes it. NOT_FOUND when there is none. */
export async function answerGap(em: EntityManager, gapId: string, documentId: string): Promise<void> {
  const answered = await em.execute<unknown[]>(
    `update knowledge_gap set state = 'answered', document_id = ? where id = ? returning 1`,
    [documentId, gapId],
  );
  if (answered.length === 0) throw new AppError('NOT_FOUND', { gap: gapId });
}

/** Dismisses a gap, or opens it again. NOT_FOUND when there is none. */
export function setGapDismissed(
  services: KnowledgeChangeServices,
  by: PersonPrincipal,
  { requestId, gapId, dismissed }: { readonly requestId: string; readonly gapId: string; readonly dismissed: boolean },
): Promise<{ gapId: string }> {
  const request = { requestId, name: 'setGapDismissed', input: { gapId, dismissed } };
  return changeKnowledge(services, by, request, async (em) => {
    const changed = await em.execute<unknown[]>('update knowledge_gap set state = ? where id = ? returning 1', [
      dismissed ? 'dismissed' : 'open',
      gapId,
    ]);
    if (changed.length === 0) throw new AppError('NOT_FOUND', { gap: gapId });
    return { answer: { gapId }, subject: `gap:${gapId}`, detail: { dismissed } };
  });
}
