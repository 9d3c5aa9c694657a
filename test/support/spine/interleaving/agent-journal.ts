import type { Position } from '../../history/history.ts';
import type { ScreenLine } from './screens.ts';

export type DeliveryStep = 'INTENT' | 'WITHDRAWN' | 'TYPED' | 'CONFIRMED' | 'VOID' | 'UNKNOWN';

/** A line that was read and is to be reported. */
export interface JournalLine {
  readonly clientMessageId: string;
  readonly window: string;
  readonly line: ScreenLine;
  readonly seq: number;
  readonly afterGap: boolean;
  acknowledged: boolean;
}

/** What an agent has on disk: it outlives its process, unless the disk is lost. */
export interface Journal {
  readonly id: string;
  readonly lines: JournalLine[];
  /** Lines read of each window; none yet: everything visible is read as one block. */
  readonly read: Map<string, number>;
  readonly deliveries: Map<string, { step: DeliveryStep; reported: boolean }>;
  /** It began in place of a lost one. */
  readonly afterLoss: boolean;
  /** The last block of lines that was reported: it may come a second time, late. */
  reported: readonly JournalLine[];
}

export function emptyJournal(id: string, afterLoss: boolean): Journal {
  return { id, lines: [], read: new Map(), deliveries: new Map(), afterLoss, reported: [] };
}

/** A bubble on the desk. */
export interface DeskReply {
  readonly id: string;
  readonly seq: bigint;
  readonly room: string;
  readonly window: string;
  readonly text: string;
  readonly origin: string;
  readonly fence: number;
  maybeLeased: boolean;
  replayed: boolean;
  /** Not asked for again before. */
  notBefore: number;
}

/** How far the bubble being typed has come. */
export interface Typing {
  readonly reply: DeskReply;
  phase: 'lease' | 'intent' | 'enter' | 'typed' | 'read back';
  /** The connection lease under which the bubble was granted: a lapse in between means to ask again. */
  lease: number;
}

/** What an agent has in memory: gone with its process. */
export interface Process {
  readonly connection: string;
  feed: 'unknown' | 'announced' | 'positioned' | 'synced';
  cursor: Position;
  /** Count of the stage's writes at which the feed had nothing more. */
  heard: number;
  /** Steps for which news are on their way and not yet here. */
  lagging: number;
  leaseUntil: number;
  /** Counts the leases that began after one had lapsed. */
  lease: number;
  renewedAt: number;
  readonly fences: Map<string, number>;
  readonly desk: Map<string, DeskReply>;
  typing: Typing | undefined;
  readonly owed: { readonly room: string; readonly fence: number }[];
}

export function newProcess(connection: string): Process {
  return {
    connection,
    feed: 'unknown',
    cursor: { xid: '0', id: '0' },
    heard: -1,
    lagging: 0,
    leaseUntil: 0,
    lease: 0,
    renewedAt: -Infinity,
    fences: new Map(),
    desk: new Map(),
    typing: undefined,
    owed: [],
  };
}
