import { parentPort } from 'node:worker_threads';
import { PortError } from '../../../ports/errors.ts';
import { loadPictureReader } from './picture-reader.ts';
import type { ReaderAnswer } from './reader-answer.ts';

/** Thread of the reading process that does the work: bytes of a picture in, a ReaderAnswer out. */

const say = (answer: ReaderAnswer): void => parentPort?.postMessage(answer);

const readPicture = await loadPictureReader();
parentPort?.on('message', (bytes: Uint8Array) => {
  readPicture(bytes).then(
    (text) => say({ kind: 'text', text }),
    (error: unknown) => {
      const { retryable, reason } =
        error instanceof PortError ? error : { retryable: true, reason: `the engine failed: ${String(error)}` };
      say({ kind: 'failed', retryable, reason });
    },
  );
});
say({ kind: 'ready' });
