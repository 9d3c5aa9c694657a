import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { type Answer, parseAnswer } from './parse-answer.ts';
import type { ReaderRequest } from './reader-messages.ts';
import { residentMiB, startReadingProcess } from './start-reading-process.ts';

/** What a reading process may use. */
export interface ChildLimits {
  /** MiB of JavaScript objects. */
  readonly heapMiB: number;
  /** MiB in all; watched on Linux, elsewhere only the heap is limited. */
  readonly residentMiB: number;
  /** Bytes of the answers to one file. */
  readonly answerBytes: number;
}

/** Why a reading process ended under a file: a limit, a death of its own, or because it was told to. */
export type ChildEnd = 'memory' | 'answer' | 'died' | 'stopped';

export class ChildEnded extends Error {
  override readonly name = 'ChildEnded';
  readonly end: ChildEnd;

  constructor(end: ChildEnd, remark: string) {
    super(`the reading process ended (${end}) ${remark}`.trim());
    this.end = end;
  }
}

const WATCH_EVERY_MS = 100;
const LONGEST_REMARK = 2000;
const LAST_ANSWERS: ReadonlySet<Answer['type']> = new Set(['end', 'picture', 'refused']);
const OUT_OF_MEMORY = /heap out of memory|allocation failed|Array buffer allocation/iu;

interface Reading {
  readonly onMessage: (message: Answer) => void;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
  received: number;
}

/** A process that takes files apart, one at a time. */
export class ReaderChild {
  readonly #process: ChildProcess;
  readonly #limits: ChildLimits;
  #reading: Reading | undefined;
  /** The beginning of a line that has not ended. */
  #rest: string[] = [];
  #remarks = '';
  #end: ChildEnd | undefined;
  #files = 0;

  constructor(limits: ChildLimits) {
    this.#limits = limits;
    this.#process = startReadingProcess(limits.heapMiB);
    const answers = this.#process.stdio[3] as Readable;
    answers.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    this.#process.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#remarks = (this.#remarks + text).slice(-LONGEST_REMARK);
    });
    // A process that dies while it is written to is told by its end.
    this.#process.stdin?.on('error', () => undefined);
    this.#process.once('error', (error) => this.#ended(error.message));
    this.#process.once('close', () => this.#ended(this.#remarks.trim().split('\n').at(-1) ?? ''));
  }

  /** Files it was given. */
  get files(): number {
    return this.#files;
  }

  get alive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null && this.#end === undefined;
  }

  /** MiB it holds now; null where the system does not tell. */
  resident(): Promise<number | null> {
    return residentMiB(this.#process.pid);
  }

  /** Asks something of a file and resolves after the last answer; rejects with ChildEnded. */
  async ask(request: ReaderRequest, bytes: Uint8Array, onMessage: (message: Answer) => void): Promise<void> {
    this.#files += 1;
    const done = new Promise<void>((resolve, reject) => {
      this.#reading = { onMessage, resolve, reject, received: 0 };
    });
    const watch = setInterval(() => void this.#watch(), WATCH_EVERY_MS);
    try {
      this.#process.stdin?.write(`${JSON.stringify(request)}\n`);
      this.#process.stdin?.write(bytes);
      await done;
    } finally {
      clearInterval(watch);
      this.#reading = undefined;
    }
  }

  /** Ends the process at once. */
  kill(end: ChildEnd = 'stopped'): void {
    this.#end ??= end;
    this.#process.kill('SIGKILL');
  }

  async #watch(): Promise<void> {
    const held = await this.resident();
    if (held !== null && held > this.#limits.residentMiB) this.kill('memory');
  }

  #ended(remark: string): void {
    this.#end ??= OUT_OF_MEMORY.test(this.#remarks) ? 'memory' : 'died';
    this.#reading?.reject(new ChildEnded(this.#end, remark));
  }

  #take(text: string): void {
    const reading = this.#reading;
    if (reading) reading.received += text.length;
    if ((reading?.received ?? 0) > this.#limits.answerBytes) this.kill('answer');
    if (this.#end !== undefined) return;
    const end = text.lastIndexOf('\n');
    const lines = end < 0 ? [] : [...this.#rest.splice(0), text.slice(0, end)].join('').split('\n');
    this.#rest.push(text.slice(end + 1));
    for (const line of lines) this.#handle(line);
  }

  #handle(line: string): void {
    let message: Answer;
    try {
      message = parseAnswer(line);
    } catch {
      // Only a parser that was taken over could say something else.
      this.kill('died');
      return;
    }
    const reading = this.#reading;
    if (message.type === 'ready' || !reading) return;
    reading.onMessage(message);
    if (LAST_ANSWERS.has(message.type)) reading.resolve();
  }
}
