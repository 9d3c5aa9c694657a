import { AppError, PortError } from '../../ports/errors.ts';
import type { DocumentBlock, LeftOut, ReadDocument, ReadOptions } from '../../ports/document-reader.ts';
import type { FileBlock, PartlyRead, PictureBlock, PictureSource } from './picture-block.ts';
import { PicturesLeftOut } from './pictures-left-out.ts';
import { picturePlace } from './place-names.ts';
import { type RecognisedLine, recognisedBlocks } from './recognised-text.ts';

/** Reads text in pictures: what is needed of the port `Ocr`. */
export interface PictureText {
  read(
    picture: { readonly bytes: Uint8Array },
    signal: AbortSignal,
  ): Promise<{ readonly lines: readonly RecognisedLine[] }>;
}

/** What recognising pictures needs. */
export interface PictureServices {
  readonly ocr: PictureText;
  /** Gives the bytes of a picture of the file; an AppError when it cannot. */
  readonly drawing: { draw(source: PictureSource): Promise<Uint8Array> };
}

/** Pictures of one and the same file that may fail in a row, with nothing read before, until the file is blamed. */
const MOST_FAILED = 3;

/** A page or a file that is a picture and nothing else. */
function isWhole({ source }: PictureBlock): boolean {
  return source.of === 'page' || source.of === 'file';
}

/** What is left out, with pictures within pages counted for each page. */
class Remains {
  readonly #whole: LeftOut[] = [];
  readonly #within = new PicturesLeftOut();

  add(picture: PictureBlock, reason: LeftOut['reason']): void {
    if (isWhole(picture)) this.#whole.push({ where: picture.where || picturePlace(1), reason });
    else this.#within.add(picture.where, reason);
  }

  list(): LeftOut[] {
    return [...this.#whole, ...this.#within.list()];
  }
}

/** Blocks of a picture, recalled or recognised now; undefined when it cannot be read. A failure of the engine itself is thrown. */
async function readPicture(
  { number, page, source }: PictureBlock,
  { ocr, drawing }: PictureServices,
  { memory, signal }: ReadOptions,
): Promise<readonly DocumentBlock[] | undefined> {
  const kept = await memory?.recall(number);
  if (kept) return kept;
  try {
    const bytes = await drawing.draw(source);
    signal.throwIfAborted();
    const { lines } = await ocr.read({ bytes }, signal);
    const blocks = recognisedBlocks(lines, page);
    await memory?.keep(number, blocks);
    return blocks;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof AppError || (error instanceof PortError && !error.retryable)) return undefined;
    throw error;
  }
}

/** Puts texts in the places of their pictures. What little text a scanned page had of its own is in its picture as well. */
function withTexts(
  blocks: readonly FileBlock[],
  texts: ReadonlyMap<number, readonly DocumentBlock[]>,
): DocumentBlock[] {
  const replaced = new Set(
    blocks.flatMap((block) =>
      block.kind === 'picture' && isWhole(block) && texts.has(block.number) ? [block.page] : [],
    ),
  );
  return blocks.flatMap((block) => {
    if (block.kind === 'picture') return texts.get(block.number) ?? [];
    return replaced.has(block.page) ? [] : [block];
  });
}

/** Without an engine pictures are reported, but for pages whose little text may be all there is. */
function withoutPictures({ blocks, leftOut, ...document }: PartlyRead): ReadDocument {
  const texts = blocks.filter((block) => block.kind !== 'picture');
  const written = new Set(texts.map(({ page }) => page));
  const remains = new Remains();
  for (const block of blocks) {
    if (block.kind === 'picture' && !(block.source.of === 'page' && written.has(block.page)))
      remains.add(block, 'picture');
  }
  return { ...document, blocks: texts, leftOut: [...leftOut, ...remains.list()], recognised: 0 };
}

/** Reads the pictures of a document one after the other and puts their texts where they stand; null services: none is read. */
export async function recognisePictures(
  document: PartlyRead,
  services: PictureServices | null,
  options: ReadOptions,
): Promise<ReadDocument> {
  if (!services) return withoutPictures(document);
  const pictures = document.blocks.filter((block) => block.kind === 'picture');
  const texts = new Map<number, readonly DocumentBlock[]>();
  const remains = new Remains();
  let failed = 0;
  for (const [index, picture] of pictures.entries()) {
    options.onProgress?.({ stage: 'recognising', done: index, total: pictures.length });
    const blocks = await readPicture(picture, services, options);
    failed = blocks ? 0 : failed + 1;
    if (!blocks) remains.add(picture, 'unreadable');
    else if (blocks.length === 0) remains.add(picture, isWhole(picture) ? 'empty' : 'picture');
    else texts.set(picture.number, blocks);
    const nothing = texts.size === 0 && pictures.length === document.blocks.length;
    if (failed > MOST_FAILED && nothing) throw new AppError('UNREADABLE_FILE', { page: picture.page });
  }
  if (pictures.length > 0)
    options.onProgress?.({ stage: 'recognising', done: pictures.length, total: pictures.length });
  const leftOut = [...document.leftOut, ...remains.list()];
  return { ...document, blocks: withTexts(document.blocks, texts), leftOut, recognised: texts.size };
}
