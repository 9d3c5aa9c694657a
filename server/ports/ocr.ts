/** A picture to read. Its format is told by its first bytes; what a sender claims about it is not trusted. */
export interface OcrPicture {
  /** PNG, JPEG, GIF, WebP or BMP; of a moving one the first frame is read. */
  readonly bytes: Uint8Array;
}

/** Where a line stands, in pixels of the given picture; upright, also around a slanted line. */
export interface OcrBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface OcrLine {
  readonly text: string;
  /** Mean of what the engine says of each character, 0–1. Not a probability that the line is right. */
  readonly confidence: number;
  readonly box: OcrBox;
  /** What stands apart on this line, from left to right, such as the cells of a row; absent when nothing does. */
  readonly pieces?: readonly { readonly text: string; readonly box: OcrBox }[];
}

export interface OcrText {
  /** In reading order: from top to bottom, pieces of one height joined from left to right. Empty when nothing is written there. */
  readonly lines: readonly OcrLine[];
  /** True when lines were looked for in a smaller copy, which can hide small print. */
  readonly scaled: boolean;
}

/** Whether pictures can be read now. */
export interface OcrStatus {
  /** Name of the engine for people, such as 'PP-OCRv4'. */
  readonly engine: string;
  /** starting: reads are taken, the first takes longer; unavailable: the last read failed for a reason that is not its picture's. */
  readonly state: 'ready' | 'starting' | 'unavailable';
  /** Why it is unavailable; null otherwise. */
  readonly reason: string | null;
}

/** Reads text in pictures. */
export interface Ocr {
  /**
   * Reads one picture. Fails with PortError (port 'ocr') only: not retryable for what is no picture, broken, too large or
   * takes more memory than allowed; retryable for a time-out, a full queue, an engine that died or a server out of reach.
   * `signal` ends the read at once; it then fails retryable.
   */
  read(picture: OcrPicture, signal: AbortSignal): Promise<OcrText>;
  status(): OcrStatus;
  /** Ends the engine; reads under way fail, later ones as well. */
  close(): Promise<void>;
}
