import type { Database } from '../../ports/database.ts';
import { PortError } from '../../ports/errors.ts';
import { formatCursor, type Position } from './feed-cursor.ts';

/** One event as it lies in the ring and reaches subscribers. */
export interface FeedEvent extends Position {
  /** Where a client that has seen this event resumes. */
  readonly cursor: string;
  readonly kind: string;
  readonly roomId: string | null;
  readonly sessionId: string | null;
  /** Accounts whose agents must hear of it. */
  readonly accountIds: readonly string[];
  /** Ids of what changed; names in event.entity.ts. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

/** Where a tenant's events stand. */
export interface FeedHead {
  readonly epoch: string;
  /** The newest event that everyone can see. */
  readonly position: Position;
  /** Events up to this transaction are no longer kept. */
  readonly prunedXid: bigint;
  /** No transaction has this id yet, nor a greater one. */
  readonly nextXid: bigint;
}

export interface FeedReader {
  head(tenantId: string): Promise<FeedHead>;
  /** The next events after a place, at most `limit`, none of a transaction that is not older than all running ones. */
  page(tenantId: string, epoch: string, after: Position, limit: number): Promise<readonly FeedEvent[]>;
}

interface HeadRow {
  readonly epoch: string;
  readonly xid: string;
  readonly id: string;
  readonly oldest_xid: string;
  readonly next_xid: string;
}

interface EventRow {
  readonly id: string;
  readonly xid: string;
  readonly kind: string;
  readonly room_id: string | null;
  readonly session_id: string | null;
  readonly account_ids: readonly string[];
  readonly data: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

/** Reads events through the functions of the migrations. */
export function createFeedReader(database: Pick<Database, 'call'>): FeedReader {
  return {
    head: async (tenantId) => {
      const [row] = await database.call<HeadRow>('feed_head', [tenantId]);
      if (row === undefined) throw new PortError({ port: 'database', retryable: false, reason: 'no history' });
      return {
        epoch: row.epoch,
        position: { xid: BigInt(row.xid), id: BigInt(row.id) },
        prunedXid: BigInt(row.oldest_xid),
        nextXid: BigInt(row.next_xid),
      };
    },
    page: async (tenantId, epoch, after, limit) => {
      const rows = await database.call<EventRow>('feed', [tenantId, String(after.xid), String(after.id), limit]);
      return rows.map((row) => toEvent(row, epoch));
    },
  };
}

function toEvent(row: EventRow, epoch: string): FeedEvent {
  const position = { xid: BigInt(row.xid), id: BigInt(row.id) };
  return {
    ...position,
    cursor: formatCursor(epoch, position),
    kind: row.kind,
    roomId: row.room_id,
    sessionId: row.session_id,
    accountIds: row.account_ids,
    data: row.data,
    at: row.at,
  };
}
