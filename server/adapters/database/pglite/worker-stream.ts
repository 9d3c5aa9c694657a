import { Duplex } from 'node:stream';
import { Worker } from 'node:worker_threads';
import { WELCOME } from './wire.ts';
import type { FromWorker, WorkerStart } from './worker-messages.ts';

const WORKER_FILE = new URL('./worker.ts', import.meta.url);

/** The engine in a thread of its own, as the socket that pg's client expects of a server. Emits 'connect' once it is ready. */
export class WorkerStream extends Duplex {
  readonly #worker: Worker;
  #welcomed = false;
  #exited = false;

  constructor(start: WorkerStart) {
    super();
    this.#worker = new Worker(WORKER_FILE, { workerData: start, execArgv: [], name: 'pglite' });
    this.#worker.on('message', (message: FromWorker) => this.#receive(message));
    this.#worker.on('error', (error) => this.destroy(error instanceof Error ? error : new Error(String(error))));
    this.#worker.on('exit', (code) => this.#ended(code));
  }

  /** The client calls what it calls on a socket; here there is nothing to do but wait for the engine. */
  connect(): void {}
  setNoDelay(): void {}
  setKeepAlive(): void {}

  ref(): void {
    this.#worker.ref();
  }

  unref(): void {
    this.#worker.unref();
  }

  override _read(): void {}

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.#send(chunk);
    done();
  }

  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.#send(Buffer.concat(chunks.map(({ chunk }) => chunk)));
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    if (this.#exited) {
      done(error);
      return;
    }
    this.#worker.once('exit', () => done(error));
    void this.#worker.terminate();
  }

  #send(bytes: Buffer): void {
    if (this.#welcomed) {
      // A copy of its own, handed over without another: pg reuses its buffers.
      const message = new Uint8Array(bytes);
      this.#worker.postMessage(message, [message.buffer]);
      return;
    }
    this.#welcomed = true;
    this.push(WELCOME);
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'ready') this.emit('connect');
    else if (message.kind === 'answer') this.push(message.bytes);
    else this.destroy(new Error(`the database engine failed: ${message.reason}`));
  }

  #ended(code: number): void {
    this.#exited = true;
    if (code === 0) this.push(null);
    else this.destroy(new Error(`the database engine ended with code ${code}`));
  }
}
