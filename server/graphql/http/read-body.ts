import type { IncomingMessage } from 'node:http';
import { AppError, type ErrorCode } from '../../ports/errors.ts';

/** How much of a body is taken, and the code of the refusal. */
export interface BodyLimit {
  readonly bytes: number;
  readonly code: Extract<ErrorCode, 'LIMIT_BODY' | 'LIMIT_FILE'>;
}

/** A body that takes longer to arrive is cut. */
const BODY_MS = 60_000;

/** Bytes of a refused body that are read and thrown away, so that the sender gets to see the refusal. */
const MAX_DISCARDED = 64 * 1024 * 1024;

/** Reads a whole body; refuses one that is or grows longer than the limit, before it takes memory. */
export async function readBody(request: IncomingMessage, limit: BodyLimit): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit.bytes) throw tooLong(limit);
  const chunks: Buffer[] = [];
  let length = 0;
  await inTime(request, async () => {
    for await (const chunk of chunksOf(request)) {
      length += chunk.length;
      if (length > limit.bytes) throw tooLong(limit);
      chunks.push(chunk);
    }
  });
  return Buffer.concat(chunks, length);
}

/** Throws away what is left of a body; true when it came to its end, false when it was too long to wait for. */
export async function discardBody(request: IncomingMessage): Promise<boolean> {
  return inTime(request, async () => {
    let length = 0;
    for await (const chunk of chunksOf(request)) {
      length += chunk.length;
      if (length > MAX_DISCARDED) return false;
    }
    return true;
  });
}

/** Runs what reads a body and cuts the line of a sender who takes too long: slow senders hold nothing for long. */
export async function inTime<T>(request: IncomingMessage, read: () => Promise<T>): Promise<T> {
  const timer = setTimeout(() => {
    if (!request.complete) request.destroy();
  }, BODY_MS);
  try {
    return await read();
  } finally {
    clearTimeout(timer);
  }
}

/** Leaving the loop does not destroy the request: it still has to be answered. */
function chunksOf(request: IncomingMessage): AsyncIterable<Buffer> {
  return request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
}

function tooLong({ bytes, code }: BodyLimit): AppError {
  return new AppError(code, { limit: bytes });
}
