import { PortError } from '../../ports/errors.ts';
import { type ChildLimits, ReaderChild } from './reader-child.ts';

/** How much one file may cost. */
export interface ReaderLimits extends ChildLimits {
  readonly fileBytes: number;
  /** Milliseconds for a small file, for each MiB more, and at most. */
  readonly baseMs: number;
  readonly perMiBMs: number;
  readonly mostMs: number;
  /** Milliseconds for drawing one page. */
  readonly drawMs: number;
  /** Files read at the same time, a process each. */
  readonly processes: number;
}

/** A text PDF of 100 MiB has some 5,000 pages, read at 100 to 400 a second. */
export const READER_LIMITS: ReaderLimits = {
  fileBytes: 100 * 1024 * 1024,
  baseMs: 30_000,
  perMiBMs: 4000,
  mostMs: 300_000,
  drawMs: 30_000,
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

/** Reading processes that wait for a file, and files that wait for a process. */
export class ReaderPool {
  readonly #limits: ReaderLimits;
  readonly #idle: { readonly child: ReaderChild; readonly timer: NodeJS.Timeout }[] = [];
  readonly #busy = new Set<ReaderChild>();
  readonly #waiting: (() => void)[] = [];
  #taken = 0;
  #closed = false;

  constructor(limits: ReaderLimits) {
    this.#limits = limits;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** A process of one's own; waits for its turn. */
  async take(signal: AbortSignal): Promise<ReaderChild> {
    while (this.#taken >= this.#limits.processes) await this.#turn(signal);
    signal.throwIfAborted();
    if (this.#closed) throw new PortError({ port: 'document-reader', retryable: false, reason: 'closed' });
    this.#taken += 1;
    const idle = this.#idle.pop();
    clearTimeout(idle?.timer);
    const child = idle?.child.alive ? idle.child : new ReaderChild(this.#limits);
    this.#busy.add(child);
    return child;
  }

  /** A process that read something suspicious is not used again. */
  async giveBack(child: ReaderChild, clean: boolean): Promise<void> {
    const young = clean && child.alive && child.files < FILES_A_PROCESS;
    const light = young && ((await child.resident()) ?? 0) < RESTING_MIB;
    this.#busy.delete(child);
    this.#taken -= 1;
    if (light && !this.#closed) {
      const timer = setTimeout(() => this.#forget(child), IDLE_MS).unref();
      this.#idle.push({ child, timer });
    } else child.kill();
    this.#waiting.shift()?.();
  }

  close(): void {
    this.#closed = true;
    for (const { child, timer } of this.#idle.splice(0)) {
      clearTimeout(timer);
      child.kill();
    }
    for (const child of this.#busy) child.kill();
    for (const wake of this.#waiting.splice(0)) wake();
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

  #forget(child: ReaderChild): void {
    const at = this.#idle.findIndex((idle) => idle.child === child);
    if (at >= 0) this.#idle.splice(at, 1);
    child.kill();
  }
}
