import type { EntityManager } from '@mikro-orm/postgresql';
import type { Page, PageRow } from '../page/keyset.ts';
import { listPage, NEWEST_FIRST } from '../page/list-page.ts';
import type { MessageRole } from './message.entity.ts';

/** What a list of messages is narrowed by. */
export interface MessageFilter {
  readonly sessionId?: string | null | undefined;
  readonly customerId?: string | null | undefined;
  readonly role?: MessageRole | null | undefined;
  readonly since?: Date | null | undefined;
}

/** Lines that are kept for their receipt only are no part of a conversation. */
export const SHOWN = 'matched_reply_id is null and not seen_only';

/** Messages, newest first. */
export function listMessages(em: EntityManager, filter: MessageFilter, page: Page): Promise<PageRow[]> {
  return listPage(
    em,
    {
      from: 'message',
      order: NEWEST_FIRST,
      where: [
        { sql: SHOWN },
        filter.sessionId ? { sql: 'session_id = ?', parameters: [filter.sessionId] } : undefined,
        filter.customerId ? { sql: 'customer_id = ?', parameters: [filter.customerId] } : undefined,
        filter.role ? { sql: 'role = ?', parameters: [filter.role] } : undefined,
        filter.since ? { sql: 'received_at >= ?', parameters: [filter.since] } : undefined,
      ],
    },
    page,
  );
}
