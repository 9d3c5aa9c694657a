import { AppError, PortError } from '../../ports/errors.ts';
import type { DocumentBlock, LeftOut, ReadDocument, ReadOptions } from '../../ports/document-reader.ts';
import { pagePlace, picturePlace } from './place-names.ts';
import { type RecognisedLine, recognisedBlocks } from './recognised-text.ts';

/** Reads text in pictures: what is needed of the port `Ocr`. */
export interface PictureText {
  read(
    picture: { readonly bytes: Uint8Array },
    signal: AbortSignal,
  ): Promise<{ readonly lines: readonly RecognisedLine[] }>;
}

/** A document that was read, with the pages that are pictures. */
export interface PartlyRead {
  readonly document: ReadDocument;
  readonly scanned: readonly number[];
  /** The picture of a page; an AppError when the page cannot be drawn. */
  draw(page: number): Promise<Uint8Array>;
}

interface Recognised {
  readonly blocks: readonly DocumentBlock[];
  readonly leftOut: readonly LeftOut[];
}

/** Pages of one and the same file that may fail in a row before the engine is blamed. */
const MOST_FAILED = 3;

function whereOf(page: number, document: ReadDocument): string {
  return document.pages === null ? picturePlace(1) : pagePlace(page);
}

/** What a failure says about its page; a failure of the engine itself is thrown on. */
function faultOf(error: unknown): 'unreadable' {
  if (error instanceof AppError || (error instanceof PortError && !error.retryable)) return 'unreadable';
  throw error;
}

async function readPage(page: number, read: PartlyRead, ocr: PictureText, options: ReadOptions): Promise<Recognised> {
  const { document } = read;
  const kept = await options.memory?.recall(page);
  if (kept) return { blocks: kept, leftOut: [] };
  try {
    const bytes = await read.draw(page);
    options.signal.throwIfAborted();
    const { lines } = await ocr.read({ bytes }, options.signal);
    const blocks = recognisedBlocks(lines, document.pages === null ? null : page);
    await options.memory?.keep(page, blocks);
    return { blocks, leftOut: blocks.length === 0 ? [{ where: whereOf(page, document), reason: 'empty' }] : [] };
  } catch (error) {
    options.signal.throwIfAborted();
    return { blocks: [], leftOut: [{ where: whereOf(page, document), reason: faultOf(error) }] };
  }
}

/** Blocks in the order of their pages; those of one page stay as they were. */
function inOrder(blocks: readonly DocumentBlock[]): DocumentBlock[] {
  return blocks.toSorted((one, other) => (one.page ?? 0) - (other.page ?? 0));
}

/**
 * Reads the pages of a document that are pictures, one after the other, and puts their texts where they belong. Without
 * `ocr` they are reported as left out.
 */
export async function readScannedPages(
  read: PartlyRead,
  ocr: PictureText | null,
  options: ReadOptions,
): Promise<ReadDocument> {
  const { document, scanned } = read;
  if (scanned.length === 0) return document;
  const leftOut = [...document.leftOut];
  if (!ocr) {
    const written = new Set(document.blocks.map(({ page }) => page));
    for (const page of scanned) {
      if (!written.has(page)) leftOut.push({ where: whereOf(page, document), reason: 'picture' });
    }
    return { ...document, leftOut };
  }
  let blocks = [...document.blocks];
  let failed = 0;
  for (const [index, page] of scanned.entries()) {
    options.onProgress?.({ stage: 'recognising', done: index, total: scanned.length });
    const recognised = await readPage(page, read, ocr, options);
    // What little text the page had of its own is in its picture as well.
    if (recognised.blocks.length > 0) blocks = [...blocks.filter((block) => block.page !== page), ...recognised.blocks];
    leftOut.push(...recognised.leftOut);
    failed = recognised.leftOut.some(({ reason }) => reason === 'unreadable') ? failed + 1 : 0;
    if (failed > MOST_FAILED && blocks.length === 0) throw new AppError('UNREADABLE_FILE', { page });
  }
  options.onProgress?.({ stage: 'recognising', done: scanned.length, total: scanned.length });
  return { ...document, blocks: inOrder(blocks), leftOut };
}
