import { describe, expect, it, vi } from 'vitest';
import { createTokenSource, type Pass } from '../../console/composables/api/token-source.ts';
import { NOON } from './support/fragments.ts';

const HOUR = 3_600_000;
const pass = (token: string, leftMs: number, refreshToken: string | null = 'refresh'): Pass => ({
  token,
  refreshToken,
  expiresAt: new Date(NOON + leftMs).toISOString(),
});

function bench(first: Pass | undefined, renew: (refreshToken: string) => Promise<Pass | undefined>) {
  let kept = first;
  const reject = vi.fn<() => void>(() => {
    kept = undefined;
  });
  const renewals = vi.fn<(refreshToken: string) => Promise<Pass | undefined>>(async (refreshToken) => {
    const next = await renew(refreshToken);
    if (next) kept = next;
    return next;
  });
  return {
    reject,
    renewals,
    source: createTokenSource({ read: () => kept, renew: renewals, reject, now: () => NOON }),
  };
}

describe('the token source', () => {
  it('has nothing to give when nobody is logged in', async () => {
    expect(await bench(undefined, async () => undefined).source.fresh()).toBeUndefined();
  });

  it('gives a token that still holds without asking', async () => {
    const { source, renewals } = bench(pass('old', HOUR), async () => undefined);
    expect(await source.fresh()).toBe('old');
    expect(renewals).not.toHaveBeenCalled();
  });

  it('renews shortly before the end, once for all who ask at the same time', async () => {
    const { source, renewals } = bench(pass('old', 30_000), async () => pass('new', HOUR));
    expect(await Promise.all([source.fresh(), source.fresh(), source.fresh()])).toEqual(['new', 'new', 'new']);
    expect(renewals).toHaveBeenCalledTimes(1);
    expect(await source.fresh()).toBe('new');
  });

  it('gives up the pass when the hub refuses to renew it', async () => {
    const { source, reject } = bench(pass('old', -1), async () => undefined);
    expect(await source.fresh()).toBeUndefined();
    expect(reject).toHaveBeenCalledTimes(1);
  });

  it('keeps the pass when the hub is out of reach, and asks again next time', async () => {
    let reachable = false;
    const { source, reject } = bench(pass('old', 1_000), async () => {
      if (!reachable) throw new Error('no route');
      return pass('new', HOUR);
    });
    expect(await source.fresh()).toBe('old');
    reachable = true;
    expect(await source.fresh()).toBe('new');
    expect(reject).not.toHaveBeenCalled();
  });

  it('without a refresh token holds to the end and not beyond', async () => {
    expect(await bench(pass('old', 1_000, null), async () => undefined).source.fresh()).toBe('old');
    const { source, reject } = bench(pass('old', -1_000, null), async () => undefined);
    expect(await source.fresh()).toBeUndefined();
    expect(reject).toHaveBeenCalled();
  });
});
