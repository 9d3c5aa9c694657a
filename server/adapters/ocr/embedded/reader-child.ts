import { constants, setPriority } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ReaderAnswer } from './reader-answer.ts';

/**
 * Main thread of the reading process. It only watches, so that it can end the process while the thread that works is
 * deep inside a decoder: when memory grows past the limit (first argument, MiB), or when the hub is gone.
 */

const MEBIBYTE = 1024 * 1024;
const WATCH_EVERY_MS = 50;
/** JavaScript's share; pictures and networks lie outside it. */
const HEAP_MIB = 256;

const memoryLimit = Number(process.argv[2]) * MEBIBYTE;
const end = (): void => {
  // A normal exit waits for the working thread.
  process.kill(process.pid, 'SIGKILL');
};
const sayAndEnd = (answer: ReaderAnswer): void => {
  process.send?.(answer, end);
};

// Reading waits for everything that has a customer at its other end.
setPriority(constants.priority.PRIORITY_BELOW_NORMAL);
process.on('disconnect', end);
setInterval(() => {
  if (process.memoryUsage.rss() > memoryLimit) sayAndEnd({ kind: 'memory' });
}, WATCH_EVERY_MS);

const worker = new Worker(new URL('./reader-worker.ts', import.meta.url), {
  resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
});
process.on('message', (bytes: Uint8Array) => worker.postMessage(bytes));
worker.on('message', (answer: ReaderAnswer) => process.send?.(answer));
worker.on('error', (error) => {
  const spent = 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
  sayAndEnd(spent ? { kind: 'memory' } : { kind: 'broken', reason: error.message });
});
