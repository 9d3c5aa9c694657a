import { AppError } from '../../ports/errors.ts';
import { askChild } from './ask-child.ts';
import type { ReaderChild } from './reader-child.ts';
import type { ReaderPool } from './reader-pool.ts';

/** Draws pages of one PDF in a reading process, one after the other. */
export class PageDrawing {
  readonly #pool: ReaderPool;
  readonly #pdf: Uint8Array;
  readonly #ms: number;
  readonly #signal: AbortSignal;
  #child: ReaderChild | undefined;

  constructor(pool: ReaderPool, pdf: Uint8Array, limits: { ms: number; signal: AbortSignal }) {
    this.#pool = pool;
    this.#pdf = pdf;
    this.#ms = limits.ms;
    this.#signal = limits.signal;
  }

  /** A page as PNG. AppError when it cannot be drawn within its limits; the next page is drawn by a fresh process then. */
  async draw(page: number): Promise<Uint8Array> {
    const fresh = this.#child === undefined;
    const child = (this.#child ??= await this.#pool.take(this.#signal));
    const bytes = fresh ? this.#pdf : new Uint8Array();
    let png: Uint8Array | undefined;
    let refusal: AppError | undefined;
    try {
      await askChild(child, {
        request: { task: 'draw', page, length: bytes.length },
        bytes,
        ms: this.#ms,
        signal: this.#signal,
        onMessage: (message) => {
          if (message.type === 'picture') png = Buffer.from(message.png, 'base64');
          if (message.type === 'refused') refusal = new AppError(message.code, message.detail, message.message);
        },
      });
    } catch (error) {
      await this.close();
      throw error;
    }
    if (!png) throw refusal ?? new AppError('UNREADABLE_FILE', { page });
    return png;
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child) await this.#pool.giveBack(child, false);
  }
}
