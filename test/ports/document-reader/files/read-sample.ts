import { createDocumentReader } from '../../../../server/adapters/document-reader/create-document-reader.ts';
import type { DocumentBlock, ReadDocument } from '../../../../server/ports/document-reader.ts';
import { AppError } from '../../../../server/ports/errors.ts';

/** A reader for one test file, to be closed at its end. */
export const sampleReader = createDocumentReader();

export function readSample(fileName: string, bytes: Uint8Array | string): Promise<ReadDocument> {
  return sampleReader.read(
    { fileName, bytes: Buffer.from(bytes as Uint8Array) },
    { signal: AbortSignal.timeout(120_000) },
  );
}

/** The refusal of a file that must not be read. */
export async function refusalOf(fileName: string, bytes: Uint8Array | string): Promise<AppError> {
  const error: unknown = await readSample(fileName, bytes).catch((reason: unknown) => reason);
  if (!(error instanceof AppError)) throw new Error(`${fileName} was not refused with a code`, { cause: error });
  return error;
}

/** A block in short: #1 heading, paragraph, rows of a table. */
export function inShort(block: DocumentBlock): string | readonly (readonly string[])[] {
  if (block.kind === 'table') return block.rows;
  return block.kind === 'heading' ? `#${block.level} ${block.text}` : block.text;
}
