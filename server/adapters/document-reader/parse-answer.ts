import { z } from 'zod';
import { ERROR_MEANINGS, type ErrorCode } from '../../ports/errors.ts';

const page = z.int().min(1).nullable();
const rows = z.array(z.array(z.string()));
const rowNumbers = z.array(z.int()).exactOptional();

const share = z.number().min(0).max(1);
const source = z.discriminatedUnion('of', [
  z.object({ of: z.literal('file') }),
  z.object({ of: z.literal('page'), page: z.int().min(1) }),
  z.object({
    of: z.literal('area'),
    page: z.int().min(1),
    area: z.object({ left: share, top: share, right: share, bottom: share }),
  }),
  z.object({ of: z.literal('part'), part: z.string() }),
]);

const block = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), level: z.int().min(1).max(9), text: z.string(), page }),
  z.object({ kind: z.literal('paragraph'), text: z.string(), page }),
  z.object({ kind: z.literal('table'), name: z.string().nullable(), rows, rowNumbers, page }),
  z.object({ kind: z.literal('picture'), number: z.int().min(1), page, where: z.string(), source }),
]);

const leftOut = z.object({
  where: z.string(),
  reason: z.enum([
    'encrypted',
    'empty',
    'too-large',
    'unreadable',
    'picture',
    'too-many',
    'hidden',
    'no-question',
    'no-answer',
    'repeated',
    'expired',
    'too-long',
  ]),
});

const errorCode = z.custom<ErrorCode>((code) => typeof code === 'string' && Object.hasOwn(ERROR_MEANINGS, code));

/** The reading process has handled a stranger's file: nothing it says is taken unseen. */
const readerMessage = z.discriminatedUnion('type', [
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
  }),
  z.object({ type: z.literal('picture'), data: z.string() }),
  z.object({
    type: z.literal('refused'),
    code: errorCode,
    detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    message: z.string(),
  }),
]);

export type Answer = z.infer<typeof readerMessage>;
export type AnsweredBlock = z.infer<typeof block>;

/** An answer of the reading process from its line; throws when it is none. */
export function parseAnswer(line: string): Answer {
  return readerMessage.parse(JSON.parse(line));
}
