import { AppError, PortError } from '../../ports/errors.ts';
import type { Answer } from './parse-answer.ts';
import { ChildEnded, type ReaderChild } from './reader-child.ts';
import type { ReaderRequest } from './reader-messages.ts';

/** A question to a reading process, with what may end it. */
export interface Asked {
  readonly request: ReaderRequest;
  /** Bytes that follow the request. */
  readonly bytes: Uint8Array;
  readonly ms: number;
  readonly signal: AbortSignal;
  readonly onMessage: (message: Answer) => void;
}

/** Turns the end of a reading process into what it means for its file. */
function meaningOf(error: unknown, late: boolean, ms: number): unknown {
  if (late) return new AppError('HOSTILE_FILE', { limit: 'time', ms }, '读取该文件的时间超出上限');
  if (!(error instanceof ChildEnded)) return error;
  if (error.end === 'memory' || error.end === 'answer') {
    return new AppError('HOSTILE_FILE', { limit: 'memory' }, '读取该文件需要的内存超出上限');
  }
  return new PortError({ port: 'document-reader', retryable: true, reason: error.message, cause: error });
}

/**
 * Asks a reading process and waits for its last answer. The process is ended when the time is over (HOSTILE_FILE) or the
 * signal fires; PortError when it died for no reason of the file's.
 */
export async function askChild(child: ReaderChild, { request, bytes, ms, signal, onMessage }: Asked): Promise<void> {
  let late = false;
  const stop = (): void => child.kill();
  const timer = setTimeout(() => {
    late = true;
    child.kill();
  }, ms);
  signal.addEventListener('abort', stop, { once: true });
  try {
    signal.throwIfAborted();
    await child.ask(request, bytes, onMessage);
  } catch (error) {
    signal.throwIfAborted();
    throw meaningOf(error, late, ms);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}
