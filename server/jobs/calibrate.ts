import { labelTurns } from '../modules/calibration/label-turns.ts';
import { refitConfidence } from '../modules/calibration/refit.ts';
import type { Database } from '../ports/database.ts';
import type { Log } from '../ports/log.ts';

/** Pause between two looks at all companies; the first waits a little, a start has more urgent work. */
const EVERY_MS = 5 * 60_000;
const FIRST_MS = 30_000;

/**
 * Labels every company's ended turns and refits its maps every five minutes; what failed for one waits for the next look,
 * the others go on. Answers what stops it.
 */
export function startCalibrating(
  services: { readonly database: Database; readonly log: Log },
  tenants: () => Promise<readonly string[]>,
): () => Promise<void> {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer = setTimeout(() => (running = look()), FIRST_MS);
  const warn = (error: unknown): void => services.log.warn('calibrating failed and is done again', error);

  async function look(): Promise<void> {
    try {
      for (const tenantId of await tenants()) {
        if (stopped) return;
        await calibrateTenant(services, tenantId).catch(warn);
      }
    } catch (error) {
      warn(error);
    }
    if (!stopped) timer = setTimeout(() => (running = look()), EVERY_MS);
  }

  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}

/** Labels what can be labelled; only new labels are worth a fit. */
export async function calibrateTenant(
  services: { readonly database: Database; readonly log: Log },
  tenantId: string,
): Promise<void> {
  await labelTurns(services, tenantId);
  const versions = await refitConfidence(services, tenantId);
  if (versions.length > 0) services.log.info('confidence was refitted', { tenantId, versions: versions.join(' ') });
}
