import type { EntityManager } from '@mikro-orm/postgresql';
import type { Order, Page, PageRow } from '../page/keyset.ts';
import { containing, listPage } from '../page/list-page.ts';
import type { CustomerLevel, CustomerState } from './customer.entity.ts';

/** What a list of customers is narrowed by. */
export interface CustomerFilter {
  readonly search?: string | null | undefined;
  readonly level?: CustomerLevel | null | undefined;
  readonly state?: CustomerState | null | undefined;
}

const LAST_ACTIVE: Order = {
  columns: [
    { sql: 'last_active_at', type: 'moment' },
    { sql: 'id', type: 'number' },
  ],
  direction: 'desc',
};

/** Customers, last active first. */
export function listCustomers(em: EntityManager, filter: CustomerFilter, page: Page): Promise<PageRow[]> {
  return listPage(
    em,
    {
      from: 'customer',
      order: LAST_ACTIVE,
      where: [
        filter.search ? { sql: 'name ilike ?', parameters: [containing(filter.search)] } : undefined,
        filter.level ? { sql: 'level = ?', parameters: [filter.level] } : undefined,
        filter.state ? { sql: 'state = ?', parameters: [filter.state] } : undefined,
      ],
    },
    page,
  );
}
