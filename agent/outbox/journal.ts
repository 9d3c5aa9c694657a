import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type StatementSync, type SQLInputValue } from 'node:sqlite';
import { JournalFault, asJournalFault, guarded } from './journal-fault.ts';
import type { Sealer } from './sealer.ts';

const SCHEMA_VERSION = 1;
const FILE_NAME = 'journal.db';
/** Opening fails after this long when another process holds the file. */
const LOCK_WAIT_MS = 1_000;

const SCHEMA = `
create table meta (key text primary key, value blob not null) strict;
create table line (
  seq integer primary key, chat text not null, state integer not null, captured_at integer not null, box blob not null
) strict;
create index line_queue on line (seq) where state = 0;
create index line_chat on line (chat, seq);
create table delivery (
  seq integer primary key, reply_id text not null, state text not null, at integer not null, reported integer not null, box blob not null
) strict;
create index delivery_queue on delivery (seq) where reported = 0;
create index delivery_reply on delivery (reply_id, seq);
pragma user_version = ${SCHEMA_VERSION};
`;

/** Tables whose rows are sealed under their own sequence. */
export type JournalTable = 'line' | 'delivery';

/** What opening a journal needs; `directory` null keeps it in memory. */
export interface JournalOptions {
  readonly directory: string | null;
  readonly sealer: Sealer;
  /** A running agent met damage in it: set it aside without a look. */
  readonly distrusted?: boolean;
  /** Pages at most (4 KiB each); lets a test fill the disk. */
  readonly maxPages?: number;
}

/**
 * The agent's memory on disk: one SQLite file, written through to the disk before anything is reported or typed.
 * Lines and deliveries keep their own statements (lines.ts, deliveries.ts); this holds the file, its id and its lock.
 */
export class Journal {
  /** Names this journal to the hub; another id means that everything before is forgotten. */
  readonly id: string;
  /** This journal replaces one that was lost: chats it does not know may have been reported before. */
  readonly replacesLost: boolean;
  private readonly database: DatabaseSync;
  private readonly sealer: Sealer;
  private committed: (() => void)[] = [];

  private constructor(database: DatabaseSync, sealer: Sealer, replacesLost: boolean) {
    this.database = database;
    this.sealer = sealer;
    if (this.readMeta('id') === undefined) {
      this.transaction(() => {
        this.writeMeta('id', randomUUID());
        this.writeMeta('replaces_lost', String(replacesLost));
      });
    }
    this.id = this.readMeta('id') ?? '';
    this.replacesLost = this.readMeta('replaces_lost') === 'true';
  }

  /**
   * Opens the journal or makes one. One that is damaged or closed to our key is set aside under another name, and a new
   * one that knows of the loss takes its place; `onLoss` is told. Fails with JournalFault LOCKED or DISK_FULL.
   */
  static open(options: JournalOptions, onLoss: (fault: JournalFault, keptAs: string) => void): Journal {
    if (options.directory === null) return Journal.openFile(':memory:', options, false);
    const { directory } = options;
    guarded(() => mkdirSync(directory, { recursive: true, mode: 0o700 }));
    const path = join(directory, FILE_NAME);
    try {
      if (options.distrusted === true) throw new JournalFault('BROKEN');
      return Journal.openFile(path, options, false);
    } catch (error) {
      if (!(error instanceof JournalFault) || (error.code !== 'BROKEN' && error.code !== 'WRONG_KEY')) throw error;
      onLoss(error, setAside(path));
      return Journal.openFile(path, options, true);
    }
  }

  private static openFile(path: string, options: JournalOptions, replacesLost: boolean): Journal {
    let database: DatabaseSync | undefined;
    try {
      database = new DatabaseSync(path, { timeout: LOCK_WAIT_MS });
      prepareFile(database, options.maxPages);
      const journal = new Journal(database, options.sealer, replacesLost);
      journal.verify();
      return journal;
    } catch (error) {
      database?.close();
      throw asJournalFault(error);
    }
  }

  /** Runs `work` in one transaction that is on the disk when this returns; nothing of it stays when it throws. */
  transaction<Result>(work: () => Result): Result {
    return guarded(() => {
      this.database.exec('begin immediate');
      try {
        const result = work();
        this.database.exec('commit');
        for (const hook of this.committed) hook();
        return result;
      } catch (error) {
        if (this.database.isTransaction) this.database.exec('rollback');
        throw error;
      } finally {
        this.committed = [];
      }
    });
  }

  /** Runs `hook` once the transaction that is open now is on the disk; what is remembered in memory must not outlive a rollback. */
  onCommit(hook: () => void): void {
    this.committed.push(hook);
  }

  prepare(sql: string): StatementSync {
    return guarded(() => this.database.prepare(sql));
  }

  /** Highest sequence given out in a table; 0 when it is empty. */
  lastSequence(table: JournalTable): number {
    return guarded(() =>
      Number(this.database.prepare(`select coalesce(max(seq), 0) as seq from ${table}`).get()?.['seq']),
    );
  }

  seal(table: JournalTable, sequence: number, content: unknown): Buffer {
    return this.sealer.seal(`${table}:${sequence}`, Buffer.from(JSON.stringify(content)));
  }

  /** The sealed content as it was given; the caller checks its shape by the table it comes from. */
  unseal(table: JournalTable, sequence: number, box: SQLInputValue | undefined): unknown {
    if (!(box instanceof Uint8Array)) throw new JournalFault('BROKEN');
    try {
      return JSON.parse(this.sealer.open(`${table}:${sequence}`, box).toString('utf8'));
    } catch (error) {
      throw new JournalFault('BROKEN', error);
    }
  }

  /** Whether something can be written now; leaves a probe of no meaning behind. */
  canWrite(): boolean {
    try {
      this.transaction(() => this.writeMeta('probe', ''));
      return true;
    } catch (error) {
      if (error instanceof JournalFault && error.code === 'DISK_FULL') return false;
      throw error;
    }
  }

  /** Name of a chat inside this journal. */
  blind(name: string): string {
    return this.sealer.blind(name);
  }

  close(): void {
    this.database.close();
  }

  private readMeta(key: string): string | undefined {
    const row = guarded(() => this.database.prepare('select value from meta where key = ?').get(key));
    const value = row?.['value'];
    if (value === undefined) return undefined;
    if (!(value instanceof Uint8Array)) throw new JournalFault('BROKEN');
    return this.openMeta(key, value);
  }

  private openMeta(key: string, value: Uint8Array): string {
    try {
      return this.sealer.open(`meta:${key}`, value).toString('utf8');
    } catch (error) {
      // The first thing ever written does not open: that is the key, not the disk.
      throw new JournalFault('WRONG_KEY', error);
    }
  }

  private writeMeta(key: string, value: string): void {
    const sealed = this.sealer.seal(`meta:${key}`, Buffer.from(value));
    this.database.prepare('insert or replace into meta (key, value) values (?, ?)').run(key, sealed);
  }

  /** A damaged row found now costs a new journal; found while lines wait to be reported it would cost their order. */
  private verify(): void {
    const check = guarded(() => this.database.prepare('pragma quick_check(1)').get());
    if (check?.['quick_check'] !== 'ok') throw new JournalFault('BROKEN');
    for (const table of ['line', 'delivery'] as const) {
      const open = table === 'line' ? 'state = 0' : 'reported = 0';
      for (const row of this.database.prepare(`select seq, box from ${table} where ${open}`).iterate()) {
        this.unseal(table, Number(row['seq']), row['box']);
      }
    }
  }
}

/** Exclusive locking keeps a second agent out for as long as this process lives, and needs no shared-memory file. */
function prepareFile(database: DatabaseSync, maxPages: number | undefined): void {
  database.exec('pragma locking_mode = exclusive; pragma journal_mode = wal; pragma synchronous = full');
  database.exec('pragma cache_size = -512; pragma journal_size_limit = 1048576; pragma wal_autocheckpoint = 200');
  if (maxPages !== undefined) database.exec(`pragma max_page_count = ${maxPages}`);
  const version = Number(database.prepare('pragma user_version').get()?.['user_version']);
  if (version > SCHEMA_VERSION) throw new JournalFault('BROKEN');
  if (version === 0) {
    database.exec('begin exclusive');
    database.exec(SCHEMA);
    database.exec('commit');
    return;
  }
  // Takes the lock now rather than at the first write.
  database.exec('begin exclusive; commit');
}

/** Keeps what could not be used, for a person to look at; returns its new name. */
function setAside(path: string): string {
  const kept = `${path}.broken-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  for (const suffix of ['', '-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, kept + suffix);
  }
  return kept;
}
