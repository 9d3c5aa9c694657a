/**
 * DISK_FULL: no room or no writing now, try again later, nothing was stored.
 * BROKEN: the file is damaged. WRONG_KEY: the key does not open it. LOCKED: another agent works in this folder.
 */
export type JournalFaultCode = 'DISK_FULL' | 'BROKEN' | 'WRONG_KEY' | 'LOCKED';

/** The journal cannot do what was asked; the code says whether waiting helps. */
export class JournalFault extends Error {
  override readonly name = 'JournalFault';
  readonly code: JournalFaultCode;

  constructor(code: JournalFaultCode, cause?: unknown) {
    super(`journal: ${code}`, { cause });
    this.code = code;
  }
}

/** Primary result codes of SQLite, https://sqlite.org/rescode.html */
const SQLITE_CODES: ReadonlyMap<number, JournalFaultCode> = new Map([
  [5, 'LOCKED'], // SQLITE_BUSY
  [8, 'DISK_FULL'], // SQLITE_READONLY: the volume went read-only
  [10, 'DISK_FULL'], // SQLITE_IOERR
  [13, 'DISK_FULL'], // SQLITE_FULL
  [14, 'DISK_FULL'], // SQLITE_CANTOPEN: no room for the write-ahead log
  [11, 'BROKEN'], // SQLITE_CORRUPT
  [26, 'BROKEN'], // SQLITE_NOTADB
]);

const FILE_CODES: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EROFS', 'EIO', 'EFBIG', 'EACCES', 'EPERM']);

/** Turns what node:sqlite or node:fs threw into a JournalFault; anything else comes back unchanged. */
export function asJournalFault(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof JournalFault) return error;
  if ('errcode' in error && typeof error.errcode === 'number') {
    const code = SQLITE_CODES.get(error.errcode & 0xff);
    if (code !== undefined) return new JournalFault(code, error);
  }
  if ('code' in error && FILE_CODES.has(String(error.code))) return new JournalFault('DISK_FULL', error);
  return error;
}

/** Runs `work` with its failures turned by asJournalFault. */
export function guarded<Result>(work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw asJournalFault(error);
  }
}

/** Whether waiting for room on the disk is the cure. */
export function isDiskFull(error: unknown): boolean {
  return error instanceof JournalFault && error.code === 'DISK_FULL';
}
