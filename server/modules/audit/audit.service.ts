import type { EntityManager } from '@mikro-orm/postgresql';
import type { Page, PageRow } from '../page/keyset.ts';
import { listPage, NEWEST_FIRST } from '../page/list-page.ts';

/** The audit trail, newest first. */
export function listAudit(em: EntityManager, page: Page): Promise<PageRow[]> {
  return listPage(em, { from: 'audit', order: NEWEST_FIRST }, page);
}
