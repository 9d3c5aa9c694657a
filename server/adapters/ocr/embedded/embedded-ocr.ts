import type { Ocr, OcrPicture, OcrStatus, OcrText } from '../../../ports/ocr.ts';
import type { PortError } from '../../../ports/errors.ts';
import { failedEngine } from '../ocr-failure.ts';
import { refuseUnfitPicture } from '../picture-limits.ts';
import { ReaderProcess } from './reader-process.ts';

export interface EmbeddedOcrLimits {
  /** Milliseconds for one picture, the start of the process included. */
  readonly pictureMs: number;
  /** Resident memory of the process in MiB. */
  readonly memoryMib: number;
  /** Pictures that may wait for the one being read. */
  readonly waiting: number;
  /** Milliseconds without a picture after which the process ends. */
  readonly idleMs: number;
}

const ENGINE = 'PP-OCRv4';

/**
 * A full page of small print takes 6 s of one core and up to 600 MiB; reading has a low priority, so that a machine busy
 * with other work takes ten times as long.
 */
const LIMITS: EmbeddedOcrLimits = { pictureMs: 120_000, memoryMib: 1_024, waiting: 32, idleMs: 60_000 };

/** PP-OCRv4 in a process of its own, started by the first picture and ended when none comes. Needs no network. */
export class EmbeddedOcr implements Ocr {
  readonly #limits: EmbeddedOcrLimits;
  readonly #closing = new AbortController();
  #process: ReaderProcess | undefined;
  /** Settles when nobody reads and nobody waits. */
  #last: Promise<void> = Promise.resolve();
  #taken = 0;
  #idle: NodeJS.Timeout | undefined;
  #failure: string | null = null;

  constructor(limits: Partial<EmbeddedOcrLimits> = {}) {
    this.#limits = { ...LIMITS, ...limits };
  }

  /** Number of the process that reads now; undefined when none runs. */
  get processId(): number | undefined {
    return this.#process?.processId;
  }

  async read({ bytes }: OcrPicture, signal: AbortSignal): Promise<OcrText> {
    refuseUnfitPicture(bytes);
    if (this.#taken > this.#limits.waiting) throw failedEngine('too many pictures are waiting');
    const before = this.#last;
    const turn = Promise.withResolvers<void>();
    this.#last = turn.promise;
    this.#taken += 1;
    clearTimeout(this.#idle);
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    const stopped = (): PortError =>
      failedEngine(this.#closing.signal.aborted ? 'the engine is closed' : 'ended by the caller');
    try {
      await unlessAborted(before, stop, stopped);
      return await this.#readNow(bytes, stop, stopped);
    } finally {
      this.#taken -= 1;
      if (this.#taken === 0) this.#idle = setTimeout(() => void this.#end(), this.#limits.idleMs).unref();
      void before.then(turn.resolve);
    }
  }

  status(): OcrStatus {
    const working = this.#process?.state === 'ready' ? 'ready' : 'starting';
    return { engine: ENGINE, state: this.#failure === null ? working : 'unavailable', reason: this.#failure };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#idle);
    await this.#last;
    await this.#end();
  }

  async #readNow(bytes: Uint8Array, stop: AbortSignal, stopped: () => PortError): Promise<OcrText> {
    const process = (this.#process ??= new ReaderProcess(this.#limits.memoryMib));
    const timeLimit = AbortSignal.timeout(this.#limits.pictureMs);
    const late = (): PortError => failedEngine(`no answer within ${this.#limits.pictureMs} ms`);
    let settled = false;
    try {
      const read = process.read(bytes).finally(() => (settled = true));
      const text = await unlessAborted(unlessAborted(read, timeLimit, late), stop, stopped);
      this.#failure = null;
      return text;
    } catch (error) {
      this.#failure = process.startFailure ?? null;
      throw error;
    } finally {
      // What still works on a picture nobody waits for cannot be told to stop.
      if (!settled || process.state === 'ended') await this.#end();
    }
  }

  async #end(): Promise<void> {
    const process = this.#process;
    this.#process = undefined;
    await process?.end();
  }
}

/** The work's own end, or a failure as soon as the signal says so; the work is not stopped by that. */
async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal, failure: () => PortError): Promise<T> {
  const abort = Promise.withResolvers<never>();
  const stop = (): void => abort.reject(failure());
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    return await Promise.race([abort.promise, work]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
