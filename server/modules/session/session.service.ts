import type { EntityManager } from '@mikro-orm/postgresql';
import type { Order, Page, PageRow } from '../page/keyset.ts';
import { type Condition, containing, listPage } from '../page/list-page.ts';
import { SESSION_AGES, type SessionStatus } from './session.rules.ts';

export type InboxTab = 'waiting' | 'mine' | 'all' | 'human' | 'ai';

/** What a list of sessions is narrowed by. */
export interface SessionFilter {
  readonly tab?: InboxTab | null | undefined;
  readonly search?: string | null | undefined;
  readonly status?: SessionStatus | null | undefined;
  readonly customerId?: string | null | undefined;
}

const LAST_ACTIVE: Order = {
  columns: [
    { sql: 's.last_active_at', type: 'moment' },
    { sql: 's.id', type: 'number' },
  ],
  direction: 'desc',
};

/** The waiting queue: what is most urgent first, then what waits longest. */
const LONGEST_WAITING: Order = {
  columns: [
    { sql: '(-h.priority)', type: 'number' },
    { sql: 'h.opened_at', type: 'moment' },
    { sql: 'h.id', type: 'number' },
  ],
  direction: 'asc',
};

const HUMAN_OWNERS = `r.owner in ('requested', 'human', 'phone')`;

/** Sessions for the inbox of one person. */
export function listSessions(
  em: EntityManager,
  { filter, userId }: { filter: SessionFilter; userId: string },
  page: Page,
): Promise<PageRow[]> {
  const waiting = filter.tab === 'waiting';
  return listPage(
    em,
    {
      from: fromOf(filter),
      id: 's.id',
      order: waiting ? LONGEST_WAITING : LAST_ACTIVE,
      where: [
        tabCondition(filter.tab, userId),
        filter.status ? statusCondition(filter.status) : undefined,
        filter.customerId ? { sql: 's.customer_id = ?', parameters: [filter.customerId] } : undefined,
        filter.search
          ? {
              sql: 'exists (select 1 from customer c where c.id = s.customer_id and c.name ilike ?) or exists (select 1 from room n where n.id = s.room_id and n.name ilike ?)',
              parameters: [containing(filter.search), containing(filter.search)],
            }
          : undefined,
      ],
    },
    page,
  );
}

function fromOf({ tab }: SessionFilter): string {
  if (tab === 'waiting') return `handoff h join session s on s.id = h.session_id`;
  return tab === 'mine' || tab === 'human' || tab === 'ai' ? 'session s join room r on r.id = s.room_id' : 'session s';
}

function tabCondition(tab: InboxTab | null | undefined, userId: string): Condition | undefined {
  switch (tab) {
    case 'waiting':
      return { sql: `h.state = 'waiting'` };
    case 'mine':
      return {
        sql: `s.closed_at is null and r.owner in ('requested', 'human') and r.owner_user_id = ?`,
        parameters: [userId],
      };
    case 'human':
      return { sql: `s.closed_at is null and ${HUMAN_OWNERS}` };
    case 'ai':
      return { sql: `s.closed_at is null and r.owner = 'model' and s.handoff_id is null` };
    default:
      return undefined;
  }
}

function statusCondition(status: SessionStatus): Condition {
  const since = (minutes: number): string => `s.last_active_at > clock_timestamp() - interval '${minutes} minutes'`;
  const { idle, dormant, expired } = SESSION_AGES;
  switch (status) {
    case 'active':
      return { sql: `s.closed_at is null and ${since(idle)}` };
    case 'idle':
      return { sql: `s.closed_at is null and ${since(dormant)} and not ${since(idle)}` };
    case 'dormant':
      return {
        sql: `s.closed_at is null and not ${since(dormant)} and (s.handoff_id is not null or ${since(expired)})`,
      };
    case 'expired':
      return {
        sql: `s.resolution is null and (s.closed_at is not null or (s.handoff_id is null and not ${since(expired)}))`,
      };
    case 'closed':
      return { sql: 's.closed_at is not null and s.resolution is not null' };
  }
}

/** Numbers on the inbox's tabs. */
export interface InboxCounts {
  readonly waiting: number;
  readonly overdue: number;
  readonly mine: number;
  readonly all: number;
  readonly human: number;
  readonly ai: number;
}

/**
 * Counts the live sessions of each tab for one person. They are found as their index is written: `closed_at is null` alone
 * would read the closed ones too.
 */
export async function countInbox(em: EntityManager, userId: string): Promise<InboxCounts> {
  const [row] = await em.execute<InboxCounts[]>(
    `select (select count(*) from handoff where state = 'waiting')::int as waiting,
            (select count(*) from handoff where state = 'waiting' and due_at < clock_timestamp())::int as overdue,
            count(*) filter (where r.owner in ('requested', 'human') and r.owner_user_id = ?)::int as mine,
            count(*)::int as "all",
            count(*) filter (where ${HUMAN_OWNERS})::int as human,
            count(*) filter (where r.owner = 'model' and s.handoff_id is null)::int as ai
     from session s join room r on r.id = s.room_id where (case when s.closed_at is null then s.customer_id end) is not null`,
    [userId],
  );
  return row ?? { waiting: 0, overdue: 0, mine: 0, all: 0, human: 0, ai: 0 };
}
