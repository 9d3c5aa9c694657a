import type { OwnerQuery } from './history.ts';

/** What the database has kept of a tenant. Ids are text. */
export interface StoredHistory {
  readonly messages: readonly StoredMessage[];
  readonly turns: readonly StoredTurn[];
  readonly replies: readonly StoredReply[];
  readonly sessions: readonly StoredSession[];
  readonly rooms: readonly { readonly id: string; readonly owner: string; readonly name: string }[];
  readonly handoffs: readonly StoredHandoff[];
  readonly claims: readonly { readonly turn: string; readonly session: string }[];
  readonly events: readonly StoredEvent[];
  readonly requests: readonly StoredRequest[];
  readonly audits: readonly { readonly actor: string; readonly action: string }[];
}

export interface StoredMessage {
  readonly id: string;
  readonly session: string | null;
  readonly role: string;
  readonly content: string;
  readonly turn: string | null;
  readonly account: string;
  readonly window: string;
  readonly cmid: string | null;
  readonly seen_only: boolean;
  readonly possibly_repeated: boolean;
}

export interface StoredTurn {
  readonly id: string;
  readonly session: string;
  readonly room: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly answer: string | null;
}

export interface StoredReply {
  readonly id: string;
  readonly account: string;
  readonly seq: string;
  readonly room: string;
  readonly turn: string | null;
  readonly message: string;
  readonly origin: string;
  readonly text: string;
  readonly state: string;
}

export interface StoredSession {
  readonly id: string;
  readonly room: string;
  readonly handoff: string | null;
  readonly closed: boolean;
}

export interface StoredHandoff {
  readonly id: string;
  readonly session: string;
  readonly room: string;
  readonly turn: string | null;
  readonly state: string;
}

export interface StoredEvent {
  readonly xid: string;
  readonly id: string;
  readonly kind: string;
  readonly room: string | null;
  readonly session: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: number;
}

export interface StoredRequest {
  readonly actor: string;
  readonly id: string;
  readonly name: string;
  readonly answer: unknown;
}

const TABLES: Record<keyof StoredHistory, string> = {
  messages: `select m.id::text, m.session_id::text as session, m.role, m.content, m.turn_id::text as turn, a.name as account, c.window_key as "window",
      m.client_message_id as cmid, m.seen_only, m.possibly_repeated
    from message m join account a on a.id = m.account_id join chat c on c.id = m.chat_id where m.tenant_id = $1 order by m.id`,
  turns: `select id::text, session_id::text as session, room_id::text as room, state, outcome, answer_message_id::text as answer
    from turn where tenant_id = $1 order by id`,
  replies: `select p.id::text, a.name as account, p.seq::text, p.room_id::text as room, p.turn_id::text as turn, p.message_id::text as message, p.origin, p.text, p.state
    from reply p join account a on a.id = p.account_id where p.tenant_id = $1 order by p.seq`,
  sessions: `select id::text, room_id::text as room, handoff_id::text as handoff, closed_at is not null as closed from session where tenant_id = $1 order by id`,
  rooms: `select id::text, owner, name from room where tenant_id = $1 order by id`,
  handoffs: `select id::text, session_id::text as session, room_id::text as room, turn_id::text as turn, state from handoff where tenant_id = $1 order by id`,
  claims: `select turn_id::text as turn, session_id::text as session from turn_claim where tenant_id = $1 order by turn_id`,
  events: `select xid::text, id::text, kind, room_id::text as room, session_id::text as session, data, (extract(epoch from at) * 1000)::float8 as at
    from event where tenant_id = $1 order by event.xid, event.id`,
  requests: `select actor, request_id as id, name, answer from request where tenant_id = $1 order by actor, request_id`,
  audits: `select actor, action from audit where tenant_id = $1 order by audit.id`,
};

/** Reads everything in one statement, so that it is of one moment. */
export async function readStoredHistory(owner: OwnerQuery, tenantId: string): Promise<StoredHistory> {
  const parts = Object.entries(TABLES).map(
    ([name, sql]) => `'${name}', (select coalesce(jsonb_agg(to_jsonb(x)), '[]') from (${sql}) x)`,
  );
  const [row] = await owner<{ history: StoredHistory }>(`select jsonb_build_object(${parts.join(', ')}) as history`, [
    tenantId,
  ]);
  if (row === undefined) throw new Error('the database told nothing');
  return row.history;
}
