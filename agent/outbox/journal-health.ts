import type { Log } from '../log.ts';
import { diskFull, diskWritableAgain } from '../texts.ts';
import { JournalFault } from './journal-fault.ts';
import type { Journal } from './journal.ts';

/** Whether the journal takes writes. While it does not, nothing is captured and nothing typed: the windows keep what they show. */
export class JournalHealth {
  private readonly journal: Journal;
  private readonly log: Log;
  private full = false;

  constructor(journal: Journal, log: Log) {
    this.journal = journal;
    this.log = log;
  }

  /** DISK_FULL while nothing can be written. */
  get trouble(): 'DISK_FULL' | undefined {
    return this.full ? 'DISK_FULL' : undefined;
  }

  /** True when `error` is a full disk, which is now known and said; other errors are the caller's. */
  noteFull(error: unknown): boolean {
    if (!(error instanceof JournalFault) || error.code !== 'DISK_FULL') return false;
    if (!this.full) this.log.error(diskFull());
    this.full = true;
    return true;
  }

  /** Looks whether writing works again; true when it does. Fails with JournalFault BROKEN. */
  check(): boolean {
    if (!this.full) return true;
    if (!this.journal.canWrite()) return false;
    this.full = false;
    this.log.info(diskWritableAgain());
    return true;
  }
}
