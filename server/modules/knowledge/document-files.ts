import { createHash, randomUUID } from 'node:crypto';
import type { Database } from '../../ports/database.ts';
import { AppError } from '../../ports/errors.ts';
import type { DocumentReader } from '../../ports/document-reader.ts';

/** Largest file that is taken, 100 MiB. */
export const LARGEST_DOCUMENT = 100 * 1024 * 1024;
/** A file is kept in pieces of this size, so that neither a transaction nor memory ever holds all of it. */
const PIECE_BYTES = 1024 * 1024;

/** A file on its way in. */
export interface UploadedFile {
  /** SHA-256 in hex that the sender says it has. */
  readonly hash: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/**
 * Stores a file piece by piece as it arrives. BAD_INPUT when it is not what its hash says, LIMIT_FILE when it grows too
 * long; nothing of it is left then.
 */
export async function storeFile(
  { database }: { database: Database },
  tenantId: string,
  { hash, bytes }: UploadedFile,
): Promise<'stored' | 'known'> {
  const uploadId = randomUUID();
  const digest = createHash('sha256');
  let size = 0;
  let pieces = 0;
  try {
    for await (const piece of piecesOf(bytes)) {
      digest.update(piece);
      size += piece.length;
      if (size > LARGEST_DOCUMENT) throw new AppError('LIMIT_FILE', { limit: LARGEST_DOCUMENT });
      await database.call('store_piece', [tenantId, uploadId, pieces, piece]);
      pieces += 1;
    }
    if (size === 0) throw new AppError('EMPTY_DOCUMENT');
    if (digest.digest('hex') !== hash) throw new AppError('BAD_INPUT', { problem: 'hash' });
    const [row] = await database.call<{ stored: boolean }>('finish_upload', [tenantId, uploadId, hash, size]);
    return row?.stored === true ? 'stored' : 'known';
  } catch (error) {
    await database.call('drop_upload', [tenantId, uploadId]).catch(() => undefined);
    throw error;
  }
}

async function* piecesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of bytes) {
    waiting.push(chunk);
    length += chunk.length;
    if (length < PIECE_BYTES) continue;
    const all = Buffer.concat(waiting, length);
    const whole = length - (length % PIECE_BYTES);
    for (let start = 0; start < whole; start += PIECE_BYTES) yield all.subarray(start, start + PIECE_BYTES);
    waiting = [all.subarray(whole)];
    length -= whole;
  }
  if (length > 0) yield Buffer.concat(waiting, length);
}

/** Pieces of a file in order; nothing when there is no such file. */
export async function* readPieces(
  { database }: { database: Database },
  tenantId: string,
  hash: string,
): AsyncGenerator<{ readonly bytes: Buffer; readonly size: number }> {
  let read = 0;
  for (let piece = 0; ; piece += 1) {
    const [row] = await database.call<{ bytes: Buffer; size: string }>('file_piece', [tenantId, hash, piece]);
    if (!row) return;
    read += row.bytes.length;
    yield { bytes: row.bytes, size: Number(row.size) };
    if (read >= Number(row.size)) return;
  }
}

/** All bytes of a file. NOT_FOUND when there is none. */
export async function readWholeFile(
  services: { database: Database },
  tenantId: string,
  hash: string,
): Promise<Uint8Array> {
  const pieces: Buffer[] = [];
  for await (const { bytes } of readPieces(services, tenantId, hash)) pieces.push(bytes);
  if (pieces.length === 0) throw new AppError('NOT_FOUND', { file: hash });
  return Buffer.concat(pieces);
}

/** The files of the knowledge base, for whoever takes and gives them over HTTP. */
export function documentFiles(services: { database: Database; documentReader: DocumentReader }) {
  return {
    maxBytes: LARGEST_DOCUMENT,
    checkName: (fileName: string): void => services.documentReader.checkName(fileName),
    store: (tenantId: string, file: UploadedFile) => storeFile(services, tenantId, file),
    pieces: (tenantId: string, hash: string) => readPieces(services, tenantId, hash),
  };
}
