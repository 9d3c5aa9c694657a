import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PortError } from '../../../ports/errors.ts';
import type { OcrText } from '../../../ports/ocr.ts';
import { failedEngine, unreadablePicture } from '../ocr-failure.ts';
import type { ReaderAnswer } from './reader-answer.ts';

/** All that the process sees of the hub's environment, which holds secrets. */
const VARIABLES = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR', 'LANG'];

interface Reading {
  readonly resolve: (text: OcrText) => void;
  readonly reject: (failure: PortError) => void;
}

/** A process that reads one picture at a time and is thrown away when it must be stopped. */
export class ReaderProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #state: 'starting' | 'ready' | 'ended' = 'starting';
  #reading: Reading | undefined;
  #endReason = 'the reading process ended';
  #startFailure: string | undefined;

  constructor(memoryLimitMib: number) {
    const environment = VARIABLES.map((name) => [name, process.env[name]] as const);
    this.#child = fork(fileURLToPath(new URL('./reader-child.ts', import.meta.url)), [String(memoryLimitMib)], {
      execArgv: ['--expose-gc'],
      env: Object.fromEntries(environment.filter(([, value]) => value !== undefined)),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child.on('message', (answer) => this.#hear(answer as ReaderAnswer));
    this.#ended = new Promise((resolve) => {
      const end = (cause?: Error): void => {
        this.#over(failedEngine(this.#endReason, cause));
        resolve();
      };
      this.#child.once('exit', () => end());
      this.#child.on('error', end);
    });
  }

  get state(): 'starting' | 'ready' | 'ended' {
    return this.#state;
  }

  /** Why it ended before it could read anything; undefined when it could. */
  get startFailure(): string | undefined {
    return this.#startFailure;
  }

  /** Operating system's number of it; undefined when it could not be started. */
  get processId(): number | undefined {
    return this.#child.pid;
  }

  /** Reads one picture; the one before must be settled. Fails with PortError. */
  read(bytes: Uint8Array): Promise<OcrText> {
    return new Promise((resolve, reject) => {
      this.#reading = { resolve, reject };
      if (this.#state === 'ended') this.#settle()?.reject(failedEngine(this.#endReason));
      else this.#child.send(bytes, () => undefined);
    });
  }

  /** Ends it at once; settles when it is gone. */
  end(): Promise<void> {
    this.#child.kill('SIGKILL');
    return this.#ended;
  }

  #hear(answer: ReaderAnswer): void {
    switch (answer.kind) {
      case 'ready':
        this.#state = 'ready';
        break;
      case 'text':
        this.#settle()?.resolve(answer.text);
        break;
      case 'failed':
        this.#settle()?.reject((answer.retryable ? failedEngine : unreadablePicture)(answer.reason));
        break;
      case 'memory':
        this.#over(unreadablePicture('the picture takes more memory than allowed'));
        break;
      case 'broken':
        this.#endReason = `the engine cannot start: ${answer.reason}`;
        break;
    }
  }

  #over(failure: PortError): void {
    if (this.#state === 'starting') this.#startFailure = failure.reason;
    this.#state = 'ended';
    this.#settle()?.reject(failure);
  }

  #settle(): Reading | undefined {
    const reading = this.#reading;
    this.#reading = undefined;
    return reading;
  }
}
