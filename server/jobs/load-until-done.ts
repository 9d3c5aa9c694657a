import { setTimeout as pause } from 'node:timers/promises';
import type { Log } from '../ports/log.ts';

/** Between two tries. */
const AGAIN_MS = 2_000;

/**
 * Loads until that succeeds or the signal ends it, and tells how each try went: a database that is away for a moment must not
 * leave a hub that is never ready. Never rejects.
 */
export async function loadUntilDone(
  load: () => Promise<void>,
  { log, signal, tell }: { log: Log; signal: AbortSignal; tell: (outcome: 'loaded' | 'failed') => void },
): Promise<void> {
  while (!signal.aborted) {
    try {
      await load();
      return tell('loaded');
    } catch (error) {
      if (signal.aborted) return;
      tell('failed');
      log.error('the knowledge could not be loaded and is loaded again', error);
    }
    await pause(AGAIN_MS, undefined, { signal }).catch(() => undefined);
  }
}
