import type { Database } from '../../ports/database.ts';
import type { ReportedLine } from './ingest.ts';
import { storable } from './storable.ts';

/** Where a line belongs: ids of rows that exist. */
export interface Place {
  readonly accountId: string;
  readonly roomId: string;
  readonly chatId: string;
  /** Null for a line that no customer said. */
  readonly customerId: string | null;
  /** The sender is one of our own accounts, seen by another of them. */
  readonly own: boolean;
}

interface PlaceRow {
  readonly n: number;
  readonly account_id: string;
  readonly room_id: string;
  readonly chat_id: string;
  readonly customer_id: string | null;
  readonly own: boolean;
}

/** Who reports and over which account. */
export interface Reporter {
  readonly tenantId: string;
  readonly agentId: string;
  readonly account: string;
}

/** Finds the places of lines, creating what is missing; remembers them, because they rarely change. */
export interface Places {
  /** In the order of the lines. Refuses with ACCOUNT_TAKEN while another agent holds the account. */
  find(reporter: Reporter, lines: readonly ReportedLine[]): Promise<Place[]>;
  /** Forgets a tenant's places: some were removed behind our back. */
  forget(tenantId: string): void;
}

/** Places remembered by one node at most; the oldest go first. */
const REMEMBERED = 50_000;
/** Milliseconds after which the database is asked again: another node may have given the account to another agent. */
const FRESH_MS = 60_000;

interface Remembered {
  readonly place: Place;
  /** How the place was described: a changed name or mark is told to the database. */
  readonly description: string;
  readonly at: number;
}

/** The member of a room who said a line: '' in a private chat, null when it was nobody outside. */
function memberKey(line: ReportedLine): string | null {
  if (line.chat.kind !== 'GROUP') {
    return '';
  }
  return line.direction === 'IN' ? storable(line.senderKey ?? line.sender ?? '?') : null;
}

function request(reporter: Reporter, line: ReportedLine, n: number): Record<string, unknown> {
  return {
    n,
    agent_id: reporter.agentId,
    account: storable(reporter.account),
    window: storable(line.chat.window),
    group: line.chat.kind === 'GROUP',
    name: storable(line.chat.name),
    external_id: line.chat.externalId == null ? null : storable(line.chat.externalId),
    ambiguous: line.chat.ambiguous === true,
    member_key: memberKey(line),
    sender: storable((line.chat.kind === 'GROUP' ? line.sender : null) ?? line.chat.name),
  };
}

/** What makes a place this one and no other. */
function identityOf(reporter: Reporter, row: Record<string, unknown>): string {
  return `${reporter.tenantId} ${JSON.stringify([row['account'], row['window'], row['member_key']])}`;
}

export function createPlaces(database: Database): Places {
  const remembered = new Map<string, Remembered>();

  function remember(identity: string, entry: Remembered): void {
    remembered.delete(identity);
    remembered.set(identity, entry);
    const oldest = remembered.keys().next();
    if (remembered.size > REMEMBERED && oldest.done !== true) {
      remembered.delete(oldest.value);
    }
  }

  async function find(reporter: Reporter, lines: readonly ReportedLine[]): Promise<Place[]> {
    const now = performance.now();
    const asked = lines.map((line, n) => {
      const row = request(reporter, line, n);
      const identity = identityOf(reporter, row);
      const description = JSON.stringify({ ...row, n: 0 });
      const known = remembered.get(identity);
      const fresh = known?.description === description && now - known.at < FRESH_MS;
      return { row, identity, description, place: fresh ? known.place : undefined };
    });
    const missing = asked.filter(({ place }) => place === undefined).map(({ row }) => row);
    if (missing.length > 0) {
      const rows = await database.call<PlaceRow>('ensure_places', [reporter.tenantId, JSON.stringify(missing)]);
      for (const row of rows) {
        const entry = asked[row.n];
        if (entry !== undefined) {
          entry.place = placeOf(row);
          remember(entry.identity, { place: entry.place, description: entry.description, at: now });
        }
      }
    }
    return asked.map(({ place }, n) => {
      if (place === undefined) {
        throw new Error(`no place for line ${n} of ${lines.length}`);
      }
      return place;
    });
  }

  return {
    find,
    forget(tenantId) {
      for (const identity of remembered.keys()) {
        if (identity.startsWith(tenantId)) {
          remembered.delete(identity);
        }
      }
    },
  };
}

function placeOf(row: PlaceRow): Place {
  return {
    accountId: row.account_id,
    roomId: row.room_id,
    chatId: row.chat_id,
    customerId: row.customer_id,
    own: row.own,
  };
}
