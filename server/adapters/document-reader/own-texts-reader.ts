import type { DocumentReader } from '../../ports/document-reader.ts';
import { AppError } from '../../ports/errors.ts';
import { cleanBlock } from './clean-block.ts';
import { ENDINGS, type FileFormat, formatOf } from './file-format.ts';
import { readFile } from './read-file.ts';

/** Formats whose readers are our own and refuse what they cannot read. */
const TEXTS: ReadonlySet<FileFormat> = new Set<FileFormat>(['table', 'text', 'markdown']);

function checkName(fileName: string): void {
  if (!TEXTS.has(formatOf(fileName))) throw new AppError('UNSUPPORTED_FORMAT');
}

/**
 * Reads texts that we wrote ourselves, such as the sample knowledge, in this process: starting one would make the first
 * start slower. Has no limits of its own, so files of others are for createDocumentReader; UNSUPPORTED_FORMAT for what is no text.
 */
export const ownTextsReader: DocumentReader = {
  endings: ENDINGS.filter((ending) => TEXTS.has(formatOf(`.${ending}`))),
  checkName,
  read: async ({ fileName, bytes }, { signal }) => {
    signal.throwIfAborted();
    checkName(fileName);
    const { format, pages, blocks, leftOut } = await readFile(fileName, bytes, () => undefined);
    if (blocks.length === 0) throw new AppError('EMPTY_DOCUMENT', { leftOut: leftOut.length });
    const texts = blocks.map(cleanBlock).filter((block) => block.kind !== 'picture');
    return { format, pages, blocks: texts, leftOut, recognised: 0 };
  },
  close: () => Promise.resolve(),
};
