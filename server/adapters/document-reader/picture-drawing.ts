import { AppError } from '../../ports/errors.ts';
import { askChild } from './ask-child.ts';
import type { PictureSource } from './picture-block.ts';
import type { ReaderChild } from './reader-child.ts';
import type { ReaderPool } from './reader-pool.ts';

/** Takes pictures out of one file in a reading process, one after the other. */
export class PictureDrawing {
  readonly #pool: ReaderPool;
  readonly #file: Uint8Array;
  readonly #ms: number;
  readonly #signal: AbortSignal;
  #child: ReaderChild | undefined;

  constructor(pool: ReaderPool, file: Uint8Array, limits: { ms: number; signal: AbortSignal }) {
    this.#pool = pool;
    this.#file = file;
    this.#ms = limits.ms;
    this.#signal = limits.signal;
  }

  /** A picture's bytes. AppError when it cannot be drawn within its limits; the next is drawn by a fresh process then. */
  async draw(source: PictureSource): Promise<Uint8Array> {
    if (source.of === 'file') return this.#file;
    const fresh = this.#child === undefined;
    const child = (this.#child ??= await this.#pool.take(this.#signal));
    const bytes = fresh ? this.#file : new Uint8Array();
    let picture: Uint8Array | undefined;
    let refusal: AppError | undefined;
    try {
      await askChild(child, {
        request: { task: 'draw', source, length: bytes.length },
        bytes,
        ms: this.#ms,
        signal: this.#signal,
        onMessage: (message) => {
          if (message.type === 'picture') picture = Buffer.from(message.data, 'base64');
          if (message.type === 'refused') refusal = new AppError(message.code, message.detail, message.message);
        },
      });
    } catch (error) {
      await this.close();
      throw error;
    }
    if (!picture) throw refusal ?? new AppError('UNREADABLE_FILE', { reason: 'no picture' });
    return picture;
  }

  async close(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child) await this.#pool.giveBack(child, false);
  }
}
