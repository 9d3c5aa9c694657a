import { type PDFiumDocument, PDFiumLibrary } from '@hyzyla/pdfium';
import { AppError } from '../../ports/errors.ts';
import type { PageArea } from './picture-block.ts';
import { pngOf } from './png-picture.ts';

const DOTS_PER_INCH = 200;
const POINTS_PER_INCH = 72;
/** An A3 page at 150 dots an inch has 4.3 million; a page may claim to be 5 metres wide. */
const MOST_DOTS = 6_000_000;
const WHOLE: PageArea = { left: 0, top: 0, right: 1, bottom: 1 };

let held: PDFiumDocument | undefined;

function damaged(reason: string): AppError {
  return new AppError('UNREADABLE_FILE', { reason });
}

/** Opens a PDF for drawing, in place of the one before. Only the reading process does: a hostile file can take gigabytes. */
export async function holdPdf(pdf: Uint8Array): Promise<void> {
  held?.destroy();
  held = undefined;
  const library = await PDFiumLibrary.init();
  try {
    held = await library.loadDocument(pdf);
  } catch {
    throw damaged('the PDF cannot be drawn');
  }
}

/** A page (from 1) of the PDF that is held, or an area of it, as PNG, 200 dots an inch, fewer on large pages. UNREADABLE_FILE. */
export async function drawPage(number: number, area: PageArea = WHOLE): Promise<Buffer> {
  if (!held || number > held.getPageCount()) throw damaged('no such page');
  const page = held.getPage(number - 1);
  const { originalWidth, originalHeight } = page.getOriginalSize();
  const fitting = Math.sqrt(MOST_DOTS / Math.max(1, originalWidth * originalHeight));
  const scale = Math.min(DOTS_PER_INCH / POINTS_PER_INCH, fitting);
  const { width, height, data } = await page.render({ scale, render: 'bitmap' });
  const from = { x: Math.floor(area.left * width), y: Math.floor(area.top * height) };
  const to = { x: Math.ceil(area.right * width), y: Math.ceil(area.bottom * height) };
  return pngOf(data, width, { ...from, width: to.x - from.x, height: to.y - from.y });
}
