import type { Ocr } from '../../ports/ocr.ts';
import { EmbeddedOcr } from './embedded/embedded-ocr.ts';
import { PaddleServer } from './paddle-server/paddle-server.ts';

/** Where pictures are read: in a process of the hub's own, or by a PaddleOCR server. */
export type OcrChoice = { readonly kind: 'embedded' } | { readonly kind: 'paddle-server'; readonly url: string };

/** Nothing is started or asked before the first picture. */
export function createOcr(choice: OcrChoice): Ocr {
  return choice.kind === 'embedded' ? new EmbeddedOcr() : new PaddleServer(choice);
}
