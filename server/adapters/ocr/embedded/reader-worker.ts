import { parentPort } from 'node:worker_threads';
import { PortError } from '../../../ports/errors.ts';
import { loadPictureReader } from './picture-reader.ts';
import type { ReaderAnswer } from './reader-answer.ts';

/** Thread of the reading process that does the work: bytes of a picture in, a ReaderAnswer out. */

const say = (answer: ReaderAnswer): void => parentPort?.postMessage(answer);

const readPicture = await loadPictureReader();
async function answerTo(bytes: Uint8Array): Promise<ReaderAnswer> {
  try {
    return { kind: 'text', text: await readPicture(bytes) };
  } catch (error) {
    const { retryable, reason } =
      error instanceof PortError ? error : { retryable: true, reason: `the engine failed: ${String(error)}` };
    return { kind: 'failed', retryable, reason };
  }
}

parentPort?.on('message', async (bytes: Uint8Array) => {
  say(await answerTo(bytes));
  // What networks answer lies outside the heap (8 MB a line), where the collector does not see the need for itself.
  globalThis.gc?.();
});
say({ kind: 'ready' });
