import type { History, OwnerQuery, Violation } from './history.ts';
import type { StoredEvent, StoredHistory } from './stored-history.ts';

interface Change {
  readonly xid: string;
  readonly kind: string;
  readonly id: string;
  readonly room: string | null;
  readonly session: string | null;
  readonly detail: string;
}

/**
 * I7 and I11 where the database keeps a log of changes (see change-log.ts): a change that no event of its own transaction
 * names is a silent gap in every feed, and ownership never changes by an operator's hand without an audit row beside it.
 */
export async function checkChanges(owner: OwnerQuery, history: History, stored: StoredHistory): Promise<Violation[]> {
  const [log] = await owner<{ present: boolean }>(`select to_regclass('public.spine_change') is not null as present`);
  if (log?.present !== true) return [];
  const changes = await owner<Change>(
    `select xid::text, kind, row_id as id, room_id as room, session_id as session, detail from spine_change where tenant_id = $1 order by spine_change.id`,
    [history.tenantId],
  );
  const events = Map.groupBy(stored.events, ({ xid }) => xid);
  const audits = new Set(changes.filter(({ kind }) => kind === 'audit').map(({ xid }) => xid));
  const unsaid = changes
    .filter((change) => !isTold(change, events.get(change.xid) ?? [], stored))
    .map((change) => ({
      invariant: 'I7',
      text: `no event of its transaction tells of ${change.kind} ${change.id} (${change.detail})`,
    }));
  const unaudited = changes
    .filter((change) => isPrivileged(change) && !audits.has(change.xid))
    .map((change) => ({
      invariant: 'I11',
      text: `${change.kind} ${change.id} (${change.detail}) was changed without an audit row in its transaction`,
    }));
  return [...unsaid, ...unaudited];
}

/** Keys of an event's data under which a kind of row is named. */
const NAMED_UNDER: Readonly<Record<string, readonly string[]>> = {
  message: ['messages'],
  reply: ['replies', 'deliveries', 'voided'],
  turn: ['turn'],
  handoff: ['handoff'],
};

function isTold(change: Change, events: readonly StoredEvent[], stored: StoredHistory): boolean {
  const keys = NAMED_UNDER[change.kind];
  if (keys !== undefined) {
    // A turn that was merged into another is gone, and so is what could be told of it.
    if (change.kind === 'turn' && !stored.turns.some(({ id }) => id === change.id)) return true;
    const named = events.some(({ data }) => keys.some((key) => idsUnder(data, key).includes(change.id)));
    return (
      named ||
      (change.kind === 'handoff' &&
        !change.detail.endsWith('closed') &&
        events.some((event) => event.room === change.room && event.data['owner'] !== undefined))
    );
  }
  if (change.kind === 'room')
    return events.some((event) => event.room === change.room && event.data['owner'] !== undefined);
  if (change.kind === 'session')
    return events.some(
      (event) => event.session === change.session || (event.session === null && event.room === change.room),
    );
  return true;
}

function idsUnder(data: Readonly<Record<string, unknown>>, key: string): string[] {
  const value = data[key];
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** An operator asks for a room; everything else about ownership may also be done by time, an agent or a phone. */
function isPrivileged(change: Change): boolean {
  return change.kind === 'room' && change.detail === 'update requested';
}
