import { setTimeout as pause } from 'node:timers/promises';

const PAUSE_MS = 25;
/** Enough for a process or a browser on a machine that has much else to do. */
const PATIENCE_MS = 60_000;

export interface WaitOptions {
  /** Milliseconds until the wait fails; 60,000 unless told. */
  readonly timeoutMs?: number;
  /** Milliseconds between two looks; 25 unless told: more where a look costs the one who is looked at. */
  readonly everyMs?: number;
  /** Named in the failure. */
  readonly for?: string;
}

/**
 * Waits for a condition instead of sleeping: asks again until it answers something true and gives that back.
 * A probe that throws counts as "not yet"; its last error is the cause of the failure.
 */
export async function waitUntil<T>(
  probe: () => T | Promise<T>,
  options: WaitOptions = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const end = performance.now() + (options.timeoutMs ?? PATIENCE_MS);
  let cause: unknown;
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== false && answer !== undefined && answer !== null) {
        return answer as NonNullable<Exclude<T, false>>;
      }
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    if (performance.now() > end) throw new Error(`waited in vain for ${options.for ?? 'a condition'}`, { cause });
    await pause(options.everyMs ?? PAUSE_MS);
  }
}
