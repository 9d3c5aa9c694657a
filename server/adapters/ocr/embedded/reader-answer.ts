import type { OcrText } from '../../../ports/ocr.ts';

/** What the reading process says: first that its networks are loaded, then one answer for each picture. */
export type ReaderAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'text'; readonly text: OcrText }
  /** The picture could not be read; the process goes on. */
  | { readonly kind: 'failed'; readonly retryable: boolean; readonly reason: string }
  /** The process took more memory than it may and ends. */
  | { readonly kind: 'memory' }
  /** The process cannot work and ends. */
  | { readonly kind: 'broken'; readonly reason: string };
