import type { EntityManager } from '@mikro-orm/postgresql';
import type { Page, PageRow } from '../page/keyset.ts';
import { listPage, NEWEST_FIRST } from '../page/list-page.ts';

/** People of the tenant, newest first. */
export function listUsers(em: EntityManager, page: Page): Promise<PageRow[]> {
  return listPage(em, { from: 'app_user', order: NEWEST_FIRST }, page);
}
