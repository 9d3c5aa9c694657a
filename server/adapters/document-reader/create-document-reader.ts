import { AppError, type ErrorCode, PortError } from '../../ports/errors.ts';
import type { DocumentReader, ReadOptions, SourceFile } from '../../ports/document-reader.ts';
import { askChild } from './ask-child.ts';
import { ENDINGS, formatOf } from './file-format.ts';
import { GatheredDocument } from './gathered-document.ts';
import { PictureDrawing } from './picture-drawing.ts';
import { READER_LIMITS, type ReaderLimits, ReaderPool } from './reader-pool.ts';
import { type PictureText, recognisePictures } from './recognise-pictures.ts';

const MIB = 1024 * 1024;
/** After a file that was refused for one of these a fresh process reads the next. */
const SUSPICIOUS: ReadonlySet<ErrorCode | undefined> = new Set<ErrorCode>([
  'HOSTILE_FILE',
  'UNREADABLE_FILE',
  'LIMIT_FILE',
]);

export interface ReaderParts {
  /** Reads pictures and scanned pages; without it they are reported as left out. */
  readonly ocr?: PictureText | null;
  readonly limits?: Partial<ReaderLimits>;
}

function timeLimit({ baseMs, perMiBMs, mostMs }: ReaderLimits, bytes: number): number {
  return Math.min(mostMs, baseMs + Math.ceil((bytes / MIB) * perMiBMs));
}

async function readText(
  pool: ReaderPool,
  { fileName, bytes }: SourceFile,
  { signal, onProgress }: ReadOptions,
  ms: number,
): Promise<GatheredDocument> {
  const gathered = new GatheredDocument();
  const child = await pool.take(signal);
  let clean = false;
  try {
    await askChild(child, {
      request: { task: 'read', fileName, length: bytes.length },
      bytes,
      ms,
      signal,
      onMessage: (message) => {
        gathered.take(message);
        if (message.type === 'progress') onProgress?.({ stage: 'reading', done: message.done, total: message.total });
      },
    });
    clean = !SUSPICIOUS.has(gathered.refusal?.code);
  } catch (error) {
    if (pool.closed) throw new PortError({ port: 'document-reader', retryable: true, reason: 'closed', cause: error });
    throw error;
  } finally {
    await pool.giveBack(child, clean);
  }
  if (gathered.refusal) throw gathered.refusal;
  return gathered;
}

/** A reader whose parsing happens in processes of its own, with limits of time, memory and reach. */
export function createDocumentReader({ ocr = null, limits = {} }: ReaderParts = {}): DocumentReader {
  const all = { ...READER_LIMITS, ...limits };
  const pool = new ReaderPool(all);
  return {
    endings: ENDINGS,
    checkName: (fileName) => void formatOf(fileName),
    read: async (file, options) => {
      options.signal.throwIfAborted();
      formatOf(file.fileName);
      const size = file.bytes.length;
      if (size > all.fileBytes) throw new AppError('LIMIT_FILE', { bytes: size, limit: all.fileBytes });
      const { document } = await readText(pool, file, options, timeLimit(all, size));
      const drawing = new PictureDrawing(pool, file.bytes, { ms: all.drawMs, signal: options.signal });
      try {
        const whole = await recognisePictures(document, ocr && { ocr, drawing }, options);
        if (whole.blocks.length === 0) throw new AppError('EMPTY_DOCUMENT', { leftOut: whole.leftOut.length });
        return whole;
      } finally {
        await drawing.close();
      }
    },
    close: async () => pool.close(),
  };
}
