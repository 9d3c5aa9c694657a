import { AppError } from '../../ports/errors.ts';

/** A place in one tenant's events: transactions in the order of their ids, events of one in theirs. */
export interface Position {
  readonly xid: bigint;
  readonly id: bigint;
}

/** A place in the events of one history of the database; a restored backup begins another. */
export interface Cursor extends Position {
  readonly epoch: string;
}

const CURSOR = /^([0-9a-z-]{1,64})\.(\d{1,20})\.(\d{1,19})$/;

/** As clients keep it: opaque to them. */
export function formatCursor(epoch: string, position: Position): string {
  return `${epoch}.${position.xid}.${position.id}`;
}

/** Throws BAD_INPUT for what we never gave out. */
export function parseCursor(text: string): Cursor {
  const [, epoch, xid, id] = CURSOR.exec(text) ?? [];
  if (epoch === undefined || xid === undefined || id === undefined) {
    throw new AppError('BAD_INPUT', { field: 'after' });
  }
  return { epoch, xid: BigInt(xid), id: BigInt(id) };
}

/** Negative when `a` comes first, 0 when they are the same place. */
export function comparePositions(a: Position, b: Position): number {
  if (a.xid !== b.xid) return a.xid < b.xid ? -1 : 1;
  if (a.id !== b.id) return a.id < b.id ? -1 : 1;
  return 0;
}
