import { afterEach, expect, it, vi } from 'vitest';
import { startCalibrating } from '../../../server/jobs/calibrate.ts';
import type { Database } from '../../../server/ports/database.ts';

afterEach(() => vi.useRealTimers());

it('goes on with the next company when one fails, and with all of them later', async () => {
  vi.useFakeTimers();
  const seen: string[] = [];
  const inTenant = (tenantId: string): Promise<never> => {
    seen.push(tenantId);
    return Promise.reject(new Error('its rows cannot be read'));
  };
  const warn = vi.fn<() => void>();
  const services = { database: { inTenant } as unknown as Database, log: { warn, info: warn, error: warn } };
  const stop = startCalibrating(services, () => Promise.resolve(['a', 'b']));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(seen).toEqual(['a', 'b']);
  expect(warn).toHaveBeenCalledTimes(2);
  await vi.advanceTimersByTimeAsync(300_000);
  expect(seen).toEqual(['a', 'b', 'a', 'b']);
  await stop();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(seen).toHaveLength(4);
});
