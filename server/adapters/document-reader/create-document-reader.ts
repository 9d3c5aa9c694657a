import { AppError, PortError } from '../../ports/errors.ts';
import type { DocumentReader, ReadDocument, ReadOptions, SourceFile } from '../../ports/document-reader.ts';
import { ENDINGS, formatOf } from './file-format.ts';
import { GatheredDocument } from './gathered-document.ts';
import { ChildEnded, type ChildLimits, ReaderChild } from './reader-child.ts';
import { type PictureText, readScannedPages } from './scanned-pages.ts';

/** How much one file may cost. */
export interface ReaderLimits extends ChildLimits {
  readonly fileBytes: number;
  /** Milliseconds for a small file, for each MiB more, and at most. */
  readonly baseMs: number;
  readonly perMiBMs: number;
  readonly mostMs: number;
  /** Files read at the same time, a process each. */
  readonly processes: number;
}

/** A text PDF of 100 MiB has some 5,000 pages, read at 100 to 400 a second. */
export const READER_LIMITS: ReaderLimits = {
  fileBytes: 100 * 1024 * 1024,
  baseMs: 30_000,
  perMiBMs: 4000,
  mostMs: 300_000,
  heapMiB: 512,
  residentMiB: 1024,
  answerBytes: 96 * 1024 * 1024,
  processes: 2,
};

/** A process that has read this many files, or holds this much, gives way to a fresh one. */
const FILES_A_PROCESS = 100;
const RESTING_MIB = 300;
/** An idle process is let go after this. */
const IDLE_MS = 60_000;

const MIB = 1024 * 1024;

export interface ReaderParts {
  /** Reads pictures and scanned pages; without it they are reported as left out. */
  readonly ocr?: PictureText | null;
  readonly limits?: Partial<ReaderLimits>;
}

/** Turns the end of a reading process into what it means for its file. */
function meaningOf(error: unknown): unknown {
  if (!(error instanceof ChildEnded) || error.end === 'stopped') return error;
  if (error.end === 'died') {
    return new PortError({ port: 'document-reader', retryable: true, reason: error.message, cause: error });
  }
  return new AppError('HOSTILE_FILE', { limit: 'memory' }, '读取该文件需要的内存超出上限');
}

/** Reading processes that wait for a file, and files that wait for a process. */
class ReaderPool {
  readonly #limits: ReaderLimits;
  readonly #idle: { child: ReaderChild; timer: NodeJS.Timeout }[] = [];
  readonly #busy = new Set<ReaderChild>();
  readonly #waiting: (() => void)[] = [];
  #taken = 0;
  closed = false;

  constructor(limits: ReaderLimits) {
    this.#limits = limits;
  }

  async take(signal: AbortSignal): Promise<ReaderChild> {
    while (this.#taken >= this.#limits.processes) await this.#turn(signal);
    signal.throwIfAborted();
    if (this.closed) throw new PortError({ port: 'document-reader', retryable: false, reason: 'closed' });
    this.#taken += 1;
    const waiting = this.#idle.pop();
    clearTimeout(waiting?.timer);
    const child = waiting?.child.alive ? waiting.child : new ReaderChild(this.#limits);
    this.#busy.add(child);
    return child;
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = (): void => {
        signal.removeEventListener('abort', stop);
        resolve();
      };
      const stop = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(wake), 1);
        reject(signal.reason as Error);
      };
      signal.addEventListener('abort', stop, { once: true });
      this.#waiting.push(wake);
    });
  }

  /** A process that read something suspicious is not used again. */
  async giveBack(child: ReaderChild, clean: boolean): Promise<void> {
    const light =
      clean && child.alive && child.files < FILES_A_PROCESS && ((await child.resident()) ?? 0) < RESTING_MIB;
    this.#busy.delete(child);
    this.#taken -= 1;
    if (light && !this.closed) {
      const timer = setTimeout(() => this.#forget(child), IDLE_MS).unref();
      this.#idle.push({ child, timer });
    } else child.kill();
    this.#waiting.shift()?.();
  }

  #forget(child: ReaderChild): void {
    const at = this.#idle.findIndex((idle) => idle.child === child);
    if (at >= 0) this.#idle.splice(at, 1);
    child.kill();
  }

  close(): void {
    this.closed = true;
    for (const { child, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      child.kill();
    }
    for (const child of this.#busy) child.kill();
    for (const wake of this.#waiting.splice(0)) wake();
  }
}

function timeLimit({ baseMs, perMiBMs, mostMs }: ReaderLimits, bytes: number): number {
  return Math.min(mostMs, baseMs + Math.ceil((bytes / MIB) * perMiBMs));
}

async function readText(
  pool: ReaderPool,
  file: SourceFile,
  options: ReadOptions,
  ms: number,
): Promise<GatheredDocument> {
  const gathered = new GatheredDocument();
  const child = await pool.take(options.signal);
  let clean = false;
  let late = false;
  const stop = (): void => child.kill();
  const timer = setTimeout(() => {
    late = true;
    child.kill();
  }, ms);
  options.signal.addEventListener('abort', stop, { once: true });
  try {
    await child.read(file, (message) => {
      gathered.take(message);
      if (message.type === 'progress')
        options.onProgress?.({ stage: 'reading', done: message.done, total: message.total });
    });
    clean = gathered.refusal === undefined;
  } catch (error) {
    options.signal.throwIfAborted();
    if (late) throw new AppError('HOSTILE_FILE', { limit: 'time', ms }, '读取该文件的时间超出上限');
    if (pool.closed) throw new PortError({ port: 'document-reader', retryable: true, reason: 'closed', cause: error });
    throw meaningOf(error);
  } finally {
    clearTimeout(timer);
    options.signal.removeEventListener('abort', stop);
    await pool.giveBack(child, clean);
  }
  if (gathered.refusal) throw gathered.refusal;
  return gathered;
}

/** A reader whose parsing happens in processes of its own, with limits of time, memory and reach. */
export function createDocumentReader({ ocr = null, limits = {} }: ReaderParts = {}): DocumentReader {
  const all = { ...READER_LIMITS, ...limits };
  const pool = new ReaderPool(all);
  return {
    endings: ENDINGS,
    read: async (file, options): Promise<ReadDocument> => {
      options.signal.throwIfAborted();
      formatOf(file.fileName);
      const bytes = file.bytes.length;
      if (bytes > all.fileBytes) throw new AppError('LIMIT_FILE', { bytes, limit: all.fileBytes });
      const gathered = await readText(pool, file, options, timeLimit(all, bytes));
      const draw = async (): Promise<Uint8Array> => {
        if (gathered.document.format !== 'picture')
          throw new AppError('UNREADABLE_FILE', { reason: 'pages are not drawn yet' });
        return file.bytes;
      };
      const document = await readScannedPages(
        { document: gathered.document, scanned: gathered.scanned, draw },
        ocr,
        options,
      );
      if (document.blocks.length === 0) throw new AppError('EMPTY_DOCUMENT', { leftOut: document.leftOut.length });
      return document;
    },
    close: async () => pool.close(),
  };
}
