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
    external_id: line.chat.externalId ?? null,
    ambiguous: line.chat.ambiguous === true,
    member_key: memberKey(line),
    sender: storable((line.chat.kind === 'GROUP' ? line.sender : null) ?? line.chat.name),
  };
}

export function createPlaces(database: Database): Places {
  const remembered = new Map<string, Place>();

  function remember(key: string, place: Place): void {
    remembered.set(key, place);
    if (remembered.size > REMEMBERED) {
      const oldest = remembered.keys().next();
      if (oldest.done !== true) {
        remembered.delete(oldest.value);
      }
    }
  }

  async function find(reporter: Reporter, lines: readonly ReportedLine[]): Promise<Place[]> {
    const requests = lines.map((line, n) => request(reporter, line, n));
    const keys = requests.map((row) => `${reporter.tenantId} ${JSON.stringify({ ...row, n: 0 })}`);
    const missing = requests.filter((_, n) => !remembered.has(keys[n] ?? ''));
    if (missing.length > 0) {
      const rows = await database.call<PlaceRow>('ensure_places', [reporter.tenantId, JSON.stringify(missing)]);
      for (const row of rows) {
        remember(keys[row.n] ?? '', {
          accountId: row.account_id,
          roomId: row.room_id,
          chatId: row.chat_id,
          customerId: row.customer_id,
          own: row.own,
        });
      }
    }
    return keys.map((key) => remembered.get(key)).filter((place) => place !== undefined);
  }

  return {
    find,
    forget(tenantId) {
      for (const key of remembered.keys()) {
        if (key.startsWith(tenantId)) {
          remembered.delete(key);
        }
      }
    },
  };
}
