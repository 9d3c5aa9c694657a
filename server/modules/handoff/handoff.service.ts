import type { EntityManager } from '@mikro-orm/postgresql';
import type { Order, Page, PageRow } from '../page/keyset.ts';
import { listPage } from '../page/list-page.ts';
import type { HandoffState } from './handoff.entity.ts';

/** Most urgent first, then what waits longest. */
const QUEUE: Order = {
  columns: [
    { sql: '(-priority)', type: 'number' },
    { sql: 'opened_at', type: 'moment' },
    { sql: 'id', type: 'number' },
  ],
  direction: 'asc',
};
const NEWEST: Order = { columns: [{ sql: 'id', type: 'number' }], direction: 'desc' };

/** Handoffs: those that are over newest first, all others as a queue. */
export function listHandoffs(
  em: EntityManager,
  state: HandoffState | null | undefined,
  page: Page,
): Promise<PageRow[]> {
  return listPage(
    em,
    {
      from: 'handoff',
      order: state === 'waiting' || state === 'held' ? QUEUE : NEWEST,
      where: [state ? { sql: 'state = ?', parameters: [state] } : undefined],
    },
    page,
  );
}
