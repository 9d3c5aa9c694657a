import { fileURLToPath } from 'node:url';
import { getDocument, PasswordException, type PDFDocumentProxy, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { AppError } from '../../ports/errors.ts';
import type { LeftOut } from '../../ports/document-reader.ts';
import { bodySize, toBlocks } from './pdf-blocks.ts';
import { PdfInsets } from './pdf-inset.ts';
import { readingLines } from './pdf-columns.ts';
import { type RawPiece, visiblePage } from './pdf-page.ts';
import type { FileBlock, PartlyRead, PictureBlock } from './picture-block.ts';
import { PdfPictures } from './pdf-pictures.ts';
import { PicturesLeftOut } from './pictures-left-out.ts';
import { pagePlace } from './place-names.ts';
import { type MeasuredPage, withoutRunningLines } from './pdf-repeats.ts';

const MOST_PAGES = 10_000;
/** A page with fewer letters is a picture of a page with a stamp or a number on it, or blank. */
const FEWEST_LETTERS = 16;
/** Letters without a meaning (private use, replaced), from which a page's text is worth nothing. */
const MOST_MEANINGLESS = 0.3;
/** Damaged pages in a row after which the rest is not tried. */
const MOST_DAMAGED = 50;
const PAGES_A_REPORT = 10;
const PAGES_A_CLEANUP = 200;

function packageFolder(name: string): string {
  return fileURLToPath(new URL(`../../${name}/`, import.meta.resolve('pdfjs-dist/legacy/build/pdf.mjs')));
}

async function open(bytes: Uint8Array): Promise<PDFDocumentProxy> {
  const task = getDocument({
    data: bytes,
    cMapUrl: packageFolder('cmaps'),
    standardFontDataUrl: packageFolder('standard_fonts'),
    wasmUrl: packageFolder('wasm'),
    useSystemFonts: false,
    disableFontFace: true,
    useWorkerFetch: false,
    verbosity: VerbosityLevel.ERRORS,
  });
  try {
    return await task.promise;
  } catch (error) {
    if (error instanceof PasswordException) throw new AppError('ENCRYPTED_FILE');
    throw new AppError('UNREADABLE_FILE', { reason: error instanceof Error ? error.message.slice(0, 200) : 'PDF' });
  }
}

/** A PDF that is open, and what finds the pictures within its pages of text. */
interface OpenPdf {
  readonly pdf: PDFDocumentProxy;
  readonly insets: PdfInsets | undefined;
}

function textOf(pieces: readonly { readonly text: string }[]): 'enough' | 'little' | 'meaningless' {
  const text = pieces.map((piece) => piece.text).join('');
  const meaningless = text.match(/[\p{Co}\ufffd\p{Cc}]/gu)?.length ?? 0;
  if (meaningless > text.length * MOST_MEANINGLESS) return 'meaningless';
  return (text.match(/[\p{L}\p{N}]/gu)?.length ?? 0) < FEWEST_LETTERS ? 'little' : 'enough';
}

async function readPage({ pdf, insets }: OpenPdf, number: number): Promise<{ page: MeasuredPage; scanned: boolean }> {
  const page = await pdf.getPage(number);
  const view = page.getViewport({ scale: 1 });
  const content = await page.getTextContent();
  page.cleanup();
  const raw = content.items.filter((item): item is typeof item & RawPiece => 'str' in item);
  const visible = visiblePage(raw, view.transform, view);
  const text = textOf(visible.pieces);
  const lines = text === 'meaningless' ? [] : readingLines(visible);
  const scanned = text !== 'enough';
  const pictures = scanned ? [] : (insets?.of(number, view, visible) ?? []);
  return { page: { page: number, height: visible.height, lines, pictures }, scanned };
}

interface Gathered {
  readonly pages: MeasuredPage[];
  readonly scanned: number[];
  readonly leftOut: LeftOut[];
}

async function readPages(opened: OpenPdf, onPages: (done: number, total: number) => void): Promise<Gathered> {
  const gathered: Gathered = { pages: [], scanned: [], leftOut: [] };
  const { pdf } = opened;
  let damaged = 0;
  for (let number = 1; number <= pdf.numPages; number += 1) {
    try {
      const { page, scanned } = await readPage(opened, number);
      damaged = 0;
      gathered.pages.push(page);
      if (scanned) gathered.scanned.push(number);
    } catch {
      damaged += 1;
      gathered.leftOut.push({ where: pagePlace(number), reason: 'unreadable' });
      if (damaged >= MOST_DAMAGED) throw new AppError('UNREADABLE_FILE', { page: number });
    }
    if (number % PAGES_A_REPORT === 0) onPages(number, pdf.numPages);
    if (number % PAGES_A_CLEANUP === 0) await pdf.cleanup();
  }
  return gathered;
}

function wholePage(page: number): PictureBlock {
  return { kind: 'picture', number: page, page, where: pagePlace(page), source: { of: 'page', page } };
}

/** Blocks in the order of their pages; those of one page stay as they were. */
function inOrder(blocks: readonly FileBlock[]): FileBlock[] {
  return blocks.toSorted((one, other) => (one.page ?? 0) - (other.page ?? 0));
}

/**
 * Text of a PDF: headings, paragraphs, tables, page by page; running heads and feet left out. Pages with little or no text
 * are pictures. Scripts and actions of the file are never run.
 */
export async function readPdf(bytes: Uint8Array, onPages: (done: number, total: number) => void): Promise<PartlyRead> {
  // Its bytes are pdf.js's own afterwards.
  const pictures = await PdfPictures.open(bytes);
  const pdf = await open(bytes);
  if (pdf.numPages > MOST_PAGES) throw new AppError('HOSTILE_FILE', { pages: pdf.numPages, limit: MOST_PAGES });
  const notRead = new PicturesLeftOut();
  const insets = pictures && new PdfInsets(pictures, MOST_PAGES, notRead);
  const { pages, scanned, leftOut } = await readPages({ pdf, insets }, onPages);
  pictures?.close();
  if (leftOut.length === pdf.numPages) throw new AppError('UNREADABLE_FILE', { pages: pdf.numPages });
  const total = pdf.numPages;
  await pdf.loadingTask.destroy();
  return {
    format: 'pdf',
    pages: total,
    blocks: inOrder([...toBlocks(withoutRunningLines(pages, bodySize(pages))), ...scanned.map(wholePage)]),
    leftOut: [...leftOut, ...notRead.list()],
  };
}
