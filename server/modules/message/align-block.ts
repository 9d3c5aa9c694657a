import type { Database } from '../../ports/database.ts';
import { knownLines } from './gap-alignment.ts';
import type { ReportedLine } from './ingest.ts';
import type { LineDoubt } from './line-row.ts';
import type { Place } from './places.ts';

/** A reported line with the chat it belongs to. */
export interface PlacedLine {
  readonly line: ReportedLine;
  readonly place: Place;
  readonly doubt: LineDoubt;
  /** The stored line this one is known to be. */
  readonly known: { readonly messageId: string; readonly sessionId: string | null } | undefined;
}

interface KnownRow {
  readonly client_message_id: string;
  readonly message_id: string;
  readonly session_id: string | null;
  /** It is stored under another id. */
  readonly other: boolean;
}

/**
 * After a gap the hub's own tail decides what of a visible block of one chat is new; what cannot be placed is doubtful, never the
 * model's. A block that is reported again is known by its ids, for the tail may have grown since.
 */
export async function alignBlock(
  database: Database,
  tenantId: string,
  block: readonly PlacedLine[],
): Promise<readonly PlacedLine[]> {
  const [first] = block;
  if (first === undefined) return [];
  const ids = block.map(({ line }) => line.clientMessageId);
  const rows = await database.call<KnownRow>('known_ids', [tenantId, first.place.accountId, ids]);
  if (rows.length > 0) return repeatedBlock(block, rows);
  const aligned = await alignToTail(database, tenantId, block);
  const lines = aligned.flatMap(({ line, known }) =>
    known === undefined ? [] : [{ cmid: line.clientMessageId, messageId: known.messageId }],
  );
  if (lines.length > 0) await database.call('remember_ids', [tenantId, first.place.accountId, JSON.stringify(lines)]);
  return aligned;
}

/** What stands in such a block behind a line that is known was new when the block came first, and did not get as far. */
function repeatedBlock(block: readonly PlacedLine[], rows: readonly KnownRow[]): PlacedLine[] {
  const byId = new Map(rows.map((row) => [row.client_message_id, row]));
  const last = block.findLastIndex(({ line }) => byId.has(line.clientMessageId));
  return block.map((item, index) => {
    const row = byId.get(item.line.clientMessageId);
    if (row === undefined) return index > last ? item : doubtful(item);
    // Under its own id the line is left to accept, which also compares its content.
    return row.other ? { ...item, known: { messageId: row.message_id, sessionId: row.session_id } } : item;
  });
}

interface TailRow {
  readonly message_id: string;
  readonly session_id: string | null;
  readonly outgoing: boolean;
  readonly content: string;
}

async function alignToTail(
  database: Database,
  tenantId: string,
  block: readonly PlacedLine[],
): Promise<readonly PlacedLine[]> {
  const newestFirst = await database.call<TailRow>('chat_tail', [tenantId, block[0]?.place.chatId]);
  const tail = newestFirst.toReversed();
  const known = knownLines(
    tail,
    block.map(({ line }) => ({ outgoing: line.direction === 'OUT', content: line.content })),
  );
  return block.map((item, index) => {
    if (known === null) return doubtful(item);
    if (index >= known) return item;
    const stored = tail[tail.length - known + index] ?? tail[0];
    return { ...item, known: stored && { messageId: stored.message_id, sessionId: stored.session_id } };
  });
}

function doubtful(item: PlacedLine): PlacedLine {
  return { ...item, doubt: { repeated: true, seen: item.line.direction === 'OUT' } };
}
