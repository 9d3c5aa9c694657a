import { z } from 'zod';
import { ERROR_MEANINGS, type ErrorCode } from '../../ports/errors.ts';

/** Rows of a table that travel in one message; the rest follow in messages of their own. */
export const ROWS_A_MESSAGE = 500;

/** What the reading process is told before the bytes of a file follow. */
export const readRequest = z.object({ fileName: z.string(), length: z.int().min(0) });

const page = z.int().min(1).nullable();
const rows = z.array(z.array(z.string()));
const rowNumbers = z.array(z.int()).exactOptional();

const block = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), level: z.int().min(1).max(9), text: z.string(), page }),
  z.object({ kind: z.literal('paragraph'), text: z.string(), page }),
  z.object({ kind: z.literal('table'), name: z.string().nullable(), rows, rowNumbers, page }),
]);

const leftOut = z.object({
  where: z.string(),
  reason: z.enum(['encrypted', 'empty', 'too-large', 'unreadable', 'picture', 'hidden']),
});

const errorCode = z.custom<ErrorCode>((code) => typeof code === 'string' && Object.hasOwn(ERROR_MEANINGS, code));

/** What the reading process answers, a line of JSON each. It has handled a stranger's file: nothing it says is taken unseen. */
export const readerMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('progress'), done: z.int().min(0), total: z.int().min(0) }),
  z.object({ type: z.literal('block'), block }),
  /** Further rows of the table that came last. */
  z.object({ type: z.literal('rows'), rows, rowNumbers }),
  z.object({
    type: z.literal('end'),
    format: z.string(),
    pages: z.int().min(0).nullable(),
    leftOut: z.array(leftOut),
    scanned: z.array(z.int().min(1)),
  }),
  z.object({
    type: z.literal('refused'),
    code: errorCode,
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    message: z.string(),
  }),
]);

export type ReaderMessage = z.infer<typeof readerMessage>;
export type MessageBlock = z.infer<typeof block>;
