import { createCanvas, ImageData } from '@napi-rs/canvas';
import { type PDFiumDocument, PDFiumLibrary } from '@hyzyla/pdfium';
import { unreadablePicture } from './ocr-failure.ts';

/** Pages of one PDF as pictures, for pages that hold no text of their own. */
export interface PdfPagePictures {
  readonly pageCount: number;
  /** A page (from 1) as PNG, 200 dots an inch, fewer on large pages (6 million dots at most). Fails with PortError, never retryable. */
  picture(page: number): Promise<Uint8Array>;
  /** Gives the memory back. */
  close(): void;
}

const DOTS_PER_INCH = 200;
const POINTS_PER_INCH = 72;
/** An A3 page at 150 dots an inch has 4.3 million; a page may claim to be 5 metres wide. */
const MOST_DOTS = 6_000_000;

/**
 * Opens a PDF for drawing. The engine is WebAssembly and sees nothing but its bytes, but a hostile file can take minutes
 * and gigabytes: call it in a process of its own that has limits. Fails with PortError (port 'ocr'), never retryable.
 */
export async function createPdfPagePictures(pdf: Uint8Array): Promise<PdfPagePictures> {
  const library = await PDFiumLibrary.init();
  let document: PDFiumDocument;
  try {
    document = await library.loadDocument(pdf);
  } catch (cause) {
    library.destroy();
    throw unreadablePicture('the PDF cannot be opened', cause);
  }
  return {
    pageCount: document.getPageCount(),
    picture: async (page) => {
      try {
        return await draw(document, page);
      } catch (cause) {
        throw unreadablePicture(`page ${page} of the PDF cannot be drawn`, cause);
      }
    },
    close: () => {
      document.destroy();
      library.destroy();
    },
  };
}

async function draw(document: PDFiumDocument, number: number): Promise<Uint8Array> {
  if (!Number.isInteger(number) || number < 1 || number > document.getPageCount()) throw new RangeError('no such page');
  const page = document.getPage(number - 1);
  const { originalWidth, originalHeight } = page.getOriginalSize();
  const fitting = Math.sqrt(MOST_DOTS / (originalWidth * originalHeight));
  const scale = Math.min(DOTS_PER_INCH / POINTS_PER_INCH, fitting);
  const { width, height, data } = await page.render({ scale, render: 'bitmap' });
  const canvas = createCanvas(width, height);
  canvas.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(data), width, height), 0, 0);
  return canvas.encode('png');
}
