import type { Log } from '../ports/log.ts';
import { handleTurn, type TurnServices } from './handle-turn.ts';
import { createSweeper } from './sweeper.ts';
import { createTurnWorker, type TurnWorkerOptions } from './turn-worker.ts';

/** What works in the background of a hub. */
export interface Workers {
  /** Takes no more work, waits for what runs up to `graceMs`, gives the rest back. */
  drain(graceMs: number): Promise<void>;
}

/** Starts the worker that answers turns and the sweeper that does what time brings. */
export function startWorkers(services: TurnServices & { readonly log: Log }, options: TurnWorkerOptions): Workers {
  const { database, wake, log } = services;
  const worker = createTurnWorker(
    { database, wake, log, handleTurn: (attempt) => handleTurn(services, attempt) },
    options,
  );
  const sweeper = createSweeper({ database, wake, log });
  const started = worker.start();
  started.catch((error: unknown) => log.error('the turn worker did not start', error));
  sweeper.start();
  return {
    drain: async (graceMs) => {
      await sweeper.stop();
      await started.catch(() => undefined);
      await worker.drain(graceMs);
    },
  };
}
