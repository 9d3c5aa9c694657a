import { UploadRefused } from './upload-file.ts';

/** A file on its way to the hub, before it is an import. */
export interface Upload {
  readonly key: number;
  readonly file: File;
  readonly folder: string;
  readonly state: 'waiting' | 'hashing' | 'sending' | 'refused' | 'known';
  /** Share that has gone up, 0 to 1. */
  readonly share: number;
  /** Error code of a refused one. */
  readonly code: string | undefined;
}

/** Takes one file all the way; answers whether its content was there already. Rejects with UploadRefused. */
export type SendFile = (
  upload: Upload,
  step: { readonly signal: AbortSignal; change(to: Pick<Partial<Upload>, 'state' | 'share'>): void },
) => Promise<'imported' | 'known'>;

/** Files that go up one after the other; each can be ended or tried again. */
export class UploadQueue {
  #uploads: readonly Upload[] = [];
  #next = 1;
  #line: Promise<void> = Promise.resolve();
  readonly #running = new Map<number, AbortController>();
  readonly #send: SendFile;
  readonly #show: (uploads: readonly Upload[]) => void;

  constructor(send: SendFile, show: (uploads: readonly Upload[]) => void) {
    this.#send = send;
    this.#show = show;
  }

  add(files: Iterable<File>, folder: string): void {
    for (const file of files) {
      const key = this.#next;
      this.#next += 1;
      this.#set([...this.#uploads, { key, file, folder, state: 'waiting', share: 0, code: undefined }]);
      this.#enqueue(key);
    }
  }

  /** Ends one that is on its way, or takes one that ended out of the list. */
  cancel(key: number): void {
    const running = this.#running.get(key);
    if (running) running.abort(new DOMException('cancelled', 'AbortError'));
    else this.#remove(key);
  }

  retry(key: number): void {
    this.#change(key, { state: 'waiting', share: 0, code: undefined });
    this.#enqueue(key);
  }

  #enqueue(key: number): void {
    this.#line = this.#line.then(() => this.#work(key));
  }

  async #work(key: number): Promise<void> {
    const upload = this.#uploads.find((one) => one.key === key);
    if (!upload) return;
    const abort = new AbortController();
    this.#running.set(key, abort);
    try {
      const end = await this.#send(upload, { signal: abort.signal, change: (to) => this.#change(key, to) });
      if (end === 'known') this.#change(key, { state: 'known' });
      else this.#remove(key);
    } catch (reason) {
      if (abort.signal.aborted) this.#remove(key);
      // A file that the browser cannot read any more was moved or changed since it was picked.
      else
        this.#change(key, {
          state: 'refused',
          code: reason instanceof UploadRefused ? reason.code : 'UNREADABLE_FILE',
        });
    } finally {
      this.#running.delete(key);
    }
  }

  #change(key: number, to: Partial<Upload>): void {
    this.#set(this.#uploads.map((upload) => (upload.key === key ? { ...upload, ...to } : upload)));
  }

  #remove(key: number): void {
    this.#set(this.#uploads.filter((upload) => upload.key !== key));
  }

  #set(uploads: readonly Upload[]): void {
    this.#uploads = uploads;
    this.#show(uploads);
  }
}
