import { createHash } from 'node:crypto';

import type { Place } from './places.ts';
import { MAX_AGE_MS } from './ingest.ts';
import type { ReportedLine } from './ingest.ts';
import { storable } from './storable.ts';

/** How soon a customer's words want an answer: found in them before the transaction. */
export interface LineUrgency {
  /** Words of danger, complaint or a wish for a human: the turn is due at once. */
  readonly dueNow: boolean;
  /** 0 ordinary, higher is claimed earlier. */
  readonly priority: number;
}

/** A line as the SQL function `accept` takes it. */
export interface LineRow {
  readonly account_id: string;
  readonly room_id: string;
  readonly chat_id: string;
  readonly customer_id: string | null;
  readonly cmid: string;
  readonly hash: string;
  readonly role: 'customer' | 'operator' | 'system';
  readonly kind: string;
  readonly sender: string | null;
  readonly content: string;
  readonly quote: string | null;
  readonly media_hash: string | null;
  readonly mentioned: boolean;
  readonly seq: number;
  readonly shown_at: Date | null;
  readonly captured_at: Date;
  readonly due_now: boolean;
  readonly priority: number;
  readonly missed: boolean;
  readonly repeated: boolean;
  readonly seen: boolean;
}

/** Fingerprint of what a line says, so that a repeated id with other content is told from a repeat. */
export function contentHash(line: ReportedLine): string {
  const parts = [line.direction, line.type, storable(line.content), line.mediaHash ?? '', line.chat.window];
  return createHash('sha256').update(parts.join('\0')).digest('base64url');
}

/** How a line could be read wrongly: it was old, it may be a repeat, or it is only to be kept for its receipt. */
export interface LineDoubt {
  readonly repeated: boolean;
  readonly seen: boolean;
}

export const NO_DOUBT: LineDoubt = { repeated: false, seen: false };

function roleOf(line: ReportedLine, place: Place): LineRow['role'] {
  if (line.direction === 'SYSTEM') {
    return 'system';
  }
  return line.direction === 'OUT' || place.own ? 'operator' : 'customer';
}

export function lineRow(line: ReportedLine, place: Place, urgency: LineUrgency, doubt: LineDoubt): LineRow {
  const role = roleOf(line, place);
  return {
    account_id: place.accountId,
    room_id: place.roomId,
    chat_id: place.chatId,
    customer_id: place.customerId,
    cmid: line.clientMessageId,
    hash: contentHash(line),
    role,
    kind: line.type.toLowerCase(),
    sender: line.sender == null ? null : storable(line.sender),
    content: storable(line.content),
    quote: line.quote == null ? null : storable(line.quote),
    media_hash: line.mediaHash ?? null,
    mentioned: line.mentioned === true,
    seq: line.seq,
    shown_at: line.shownAt ?? null,
    captured_at: line.capturedAt,
    due_now: urgency.dueNow,
    priority: urgency.priority,
    missed: line.ageMs > MAX_AGE_MS,
    repeated: doubt.repeated,
    seen: doubt.seen || role !== 'customer',
  };
}
