import { PortError } from '../../../ports/errors.ts';
import type { Ocr, OcrLine, OcrPicture, OcrStatus, OcrText } from '../../../ports/ocr.ts';
import { answerText } from '../../answer-text.ts';
import { failedEngine, unreadablePicture } from '../ocr-failure.ts';
import { refuseUnfitPicture } from '../picture-limits.ts';
import { inReadingOrder } from '../reading-order.ts';
import { HUB_SERVING, SERVING, type WireFormat } from './wire-format.ts';

export interface PaddleServerOptions {
  /** Address of the server; hub serving is told by its path at the end. */
  readonly url: string;
  /** Milliseconds for one picture (60,000: it may have no graphics card and a queue). */
  readonly timeoutMs?: number;
}

const TIMEOUT_MS = 60_000;
/** A full page answers with some 50 kB. */
const MOST_ANSWER_BYTES = 8 * 1024 * 1024;
/** The server's own limit; larger pictures are searched in a smaller copy. */
const LONGEST_SIDE = 4_000;
/** Refusals of this picture, which another may pass. */
const PICTURE_STATUSES = new Set([400, 413, 422]);

/** A PaddleOCR server: its serving pipeline or hub serving. */
export class PaddleServer implements Ocr {
  readonly #url: URL;
  readonly #format: WireFormat;
  readonly #timeoutMs: number;
  readonly #closing = new AbortController();
  #status: Omit<OcrStatus, 'engine'> = { state: 'starting', reason: null };

  constructor({ url, timeoutMs = TIMEOUT_MS }: PaddleServerOptions) {
    const address = url.replace(/\/+$/, '');
    this.#format = address.endsWith(HUB_SERVING.path) ? HUB_SERVING : SERVING;
    this.#url = new URL(address.endsWith(this.#format.path) ? address : `${address}${this.#format.path}`);
    this.#timeoutMs = timeoutMs;
  }

  async read({ bytes }: OcrPicture, signal: AbortSignal): Promise<OcrText> {
    const { width, height } = refuseUnfitPicture(bytes);
    const ended = AbortSignal.any([signal, this.#closing.signal]);
    try {
      const pieces = await this.#ask(bytes, AbortSignal.any([ended, AbortSignal.timeout(this.#timeoutMs)]));
      this.#status = { state: 'ready', reason: null };
      const written = pieces.filter(({ text }) => text !== '');
      return { lines: inReadingOrder(written), scaled: Math.max(width, height) > LONGEST_SIDE };
    } catch (cause) {
      if (ended.aborted) throw failedEngine(signal.aborted ? 'ended by the caller' : 'the engine is closed', cause);
      const failure = this.#failureOf(cause);
      if (failure.retryable) this.#status = { state: 'unavailable', reason: failure.reason };
      throw failure;
    }
  }

  status(): OcrStatus {
    return { engine: `PaddleOCR (${this.#url.host})`, ...this.#status };
  }

  close(): Promise<void> {
    this.#closing.abort();
    return Promise.resolve();
  }

  async #ask(bytes: Uint8Array, signal: AbortSignal): Promise<readonly OcrLine[]> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(this.#format.body(Buffer.from(bytes).toString('base64'))),
      redirect: 'error',
      signal,
    });
    if (!response.ok) {
      await response.body?.cancel();
      const refuse = PICTURE_STATUSES.has(response.status) ? unreadablePicture : failedEngine;
      throw refuse(`HTTP ${response.status}`);
    }
    const text = await answerText(response, MOST_ANSWER_BYTES, () => failedEngine('the answer is too long'));
    try {
      return this.#format.read(JSON.parse(text));
    } catch (cause) {
      throw failedEngine('the answer is not what the protocol says', cause);
    }
  }

  #failureOf(cause: unknown): PortError {
    if (cause instanceof PortError) return cause;
    const late = cause instanceof DOMException && cause.name === 'TimeoutError';
    return failedEngine(late ? `no answer within ${this.#timeoutMs} ms` : 'no connection', cause);
  }
}
