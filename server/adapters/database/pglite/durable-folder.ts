import { closeSync, fdatasyncSync, fsyncSync, openSync } from 'node:fs';
import type { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** A segment of the write-ahead log under its final name. */
const LOG_SEGMENT = /\/pg_wal\/[0-9A-F]{24}$/;

/** errno of WASI for "input/output error": PostgreSQL then panics and recovers from its log, as it must. */
const EIO = 29;

type EngineOptions = Parameters<NodeFS['init']>[1];

interface OpenFile {
  readonly path?: string;
  /** Absent for a folder. */
  readonly nfd?: number;
  readonly node: object;
}

/** The engine's file system for Node, as far as it lacks something: it answers "synced" without doing it. */
interface EngineFiles {
  readonly stream_ops: {
    close(file: OpenFile): void;
    fsync?(file: OpenFile): number;
  };
  realPath(node: object): string;
}

/**
 * A data folder on disk that keeps PostgreSQL's promise: files are really synced where the engine asks for it, so that a
 * commit survives a power cut. The log alone is synced a little later, by `syncLog`: once for a batch of commits, none of
 * which is answered before.
 */
export class DurableFolder extends NodeFS {
  readonly #unsyncedLog = new Set<number>();
  readonly #syncFile: (descriptor: number) => void;

  /** `syncFile` stands in for the system's call where a test wants to see it. */
  constructor(folder: string, syncFile: (descriptor: number) => void = fdatasyncSync) {
    super(folder);
    this.#syncFile = syncFile;
  }

  override async init(engine: PGlite, options: EngineOptions): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(engine, options);
    const before = emscriptenOpts.preRun ?? [];
    const repair: (typeof before)[number] = (module) => {
      this.#repair(module.FS.filesystems.NODEFS);
    };
    return { emscriptenOpts: { ...emscriptenOpts, preRun: [...before, repair] } };
  }

  /** Puts on disk what the engine believes to be there. */
  syncLog(): void {
    for (const descriptor of this.#unsyncedLog) this.#syncFile(descriptor);
    this.#unsyncedLog.clear();
  }

  #repair(files: EngineFiles): void {
    const close = files.stream_ops.close;
    files.stream_ops.close = (file) => {
      if (file.nfd !== undefined && this.#unsyncedLog.has(file.nfd)) this.syncLog();
      close(file);
    };
    files.stream_ops.fsync = (file) => {
      try {
        this.#sync(file, files);
        return 0;
      } catch {
        return EIO;
      }
    };
  }

  #sync(file: OpenFile, files: EngineFiles): void {
    if (file.nfd === undefined) {
      syncFolder(files.realPath(file.node));
      return;
    }
    if (file.path !== undefined && LOG_SEGMENT.test(file.path)) {
      this.#unsyncedLog.add(file.nfd);
      return;
    }
    // Pages must not reach the disk before the log that explains them.
    this.syncLog();
    this.#syncFile(file.nfd);
  }
}

function syncFolder(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
