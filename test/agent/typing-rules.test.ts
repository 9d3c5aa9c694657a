import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../agent/clock.ts';
import { RenewLeaseDocument } from '../../agent/generated/graphql.ts';
import { ConnectionLease } from '../../agent/hub/connection-lease.ts';
import { backoff } from '../../agent/hub/backoff.ts';
import type { Hub } from '../../agent/hub/hub.ts';
import { fittingBatch } from '../../agent/outbox/fitting-batch.ts';
import type { QueuedLine } from '../../agent/outbox/lines.ts';
import { Fences } from '../../agent/typing/fences.ts';
import { typingDelay } from '../../agent/typing/pacing.ts';
import { UiMutex } from '../../agent/ui-mutex.ts';
import { storedLine } from './support/journal-folder.ts';

describe('pacing', () => {
  it('is 1 to 3 s of thinking and about 8 characters a second', () => {
    expect(typingDelay('', 1, () => 0)).toBe(1_000);
    expect(typingDelay('', 1, () => 1)).toBe(3_000);
    expect(typingDelay('十个汉字十个汉字十个', 1, () => 0.5)).toBeCloseTo(2_000 + 1_250);
    expect(typingDelay('十个汉字十个汉字十个', 1, () => 0)).toBeCloseTo(1_000 + 10_000 / 6.4);
    expect(typingDelay('十个汉字', 0)).toBe(0);
  });
});

describe('fences', () => {
  it('bind the model and its notices to the newest of their room, and no operator', () => {
    const fences = new Fences();
    fences.raise('a', 3);
    fences.raise('a', 2);
    const reply = (fence: number, roomId = 'a', origin: 'MODEL' | 'OPERATOR' | 'NOTICE' = 'MODEL') => ({
      fence,
      roomId,
      origin,
    });
    expect(fences.allows(reply(3))).toBe(true);
    expect(fences.allows(reply(2))).toBe(false);
    expect(fences.allows(reply(0, 'b'))).toBe(true);
    expect(fences.allows(reply(0, 'a', 'OPERATOR'))).toBe(true);
    expect(fences.allows(reply(0, 'a', 'NOTICE'))).toBe(false);
  });
});

describe('the connection lease', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A hub whose answers the test gives by hand. */
  function stage() {
    const time = { wall: 1_000_000, monotonic: 0 };
    const clock: Clock = { now: () => time.wall, monotonic: () => time.monotonic };
    const asked: PromiseWithResolvers<unknown>[] = [];
    const listeners: (() => void)[] = [];
    const hub = {
      connected: true,
      onConnected: (listener: () => void) => listeners.push(listener),
      onDisconnected: () => undefined,
      call: (document: unknown) => {
        expect(document).toBe(RenewLeaseDocument);
        const answer = Promise.withResolvers<unknown>();
        asked.push(answer);
        return answer.promise;
      },
    };
    const lease = new ConnectionLease(hub as unknown as Hub, 'j', clock, () => undefined);
    const pass = (milliseconds: number): void => {
      time.wall += milliseconds;
      time.monotonic += milliseconds;
    };
    for (const listener of listeners) listener();
    const renew = (): void => void vi.advanceTimersByTime(3_000);
    const answer = async (connected = true): Promise<void> => {
      asked.shift()?.resolve({ renewLease: { leaseSeconds: 10, connected } });
      await Promise.resolve();
      await Promise.resolve();
    };
    return { lease, pass, renew, answer, time, hub };
  }

  it('counts from the sending, less two seconds, however late the answer comes', async () => {
    const { lease, pass, answer } = stage();
    expect(lease.isHeld()).toBe(false);
    pass(5_000);
    await answer();
    expect(lease.isHeld()).toBe(true);
    pass(2_999);
    expect(lease.isHeld()).toBe(true);
    pass(1);
    expect(lease.isHeld()).toBe(false);
    lease.stop();
  });

  it('counts a term for each time it began anew, none for a renewal in time', async () => {
    const { lease, pass, answer, renew } = stage();
    await answer();
    expect(lease.term).toBe(1);
    pass(3_000);
    renew();
    await answer();
    expect(lease.term).toBe(1);
    pass(8_001);
    renew();
    await answer();
    expect([lease.term, lease.isHeld()]).toEqual([2, true]);
    lease.stop();
  });

  it('is not held when another connection is the live one, or ours is gone', async () => {
    const other = stage();
    await other.answer(false);
    expect(other.lease.isHeld()).toBe(false);
    other.lease.stop();
    const gone = stage();
    await gone.answer();
    gone.hub.connected = false;
    expect(gone.lease.isHeld()).toBe(false);
    gone.lease.stop();
  });

  it('ends over a sleep that the monotonic clock did not see, and over a clock set back', async () => {
    const slept = stage();
    await slept.answer();
    slept.time.wall += 3_600_000;
    expect(slept.lease.isHeld()).toBe(false);
    slept.lease.stop();
    const setBack = stage();
    await setBack.answer();
    setBack.time.wall -= 3_600_000;
    expect(setBack.lease.isHeld()).toBe(false);
    setBack.lease.stop();
  });
});

describe('a report', () => {
  const line = (seq: number, more: Partial<QueuedLine> = {}): QueuedLine => ({
    ...storedLine(`${seq}`, { capturedAt: 1 }),
    seq,
    ...more,
  });

  it('takes at most its limit and no more than fits a frame, but at least one line', () => {
    const many = Array.from({ length: 129 }, (_, place) => line(place));
    expect(fittingBatch(many, 128)).toHaveLength(128);
    const long = Array.from({ length: 60 }, (_, place) => line(place, { line: storedLine('长'.repeat(4_000)).line }));
    expect(fittingBatch(long, 128)).toHaveLength(25);
    expect(fittingBatch([line(1, { line: storedLine('长'.repeat(200_000)).line })], 128)).toHaveLength(1);
    expect(fittingBatch([], 128)).toEqual([]);
  });

  it('keeps a block read after a gap together', () => {
    const gap = (seq: number): QueuedLine => line(seq, { afterGap: true, capturedAt: 7 });
    const waiting = [line(1), line(2), gap(3), gap(4), gap(5), line(6)];
    expect(fittingBatch(waiting, 4).map(({ seq }) => seq)).toEqual([1, 2]);
    expect(fittingBatch(waiting, 5).map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
    expect(fittingBatch(waiting.slice(2), 2).map(({ seq }) => seq)).toEqual([3, 4]);
  });
});

describe('waiting', () => {
  it('between tries doubles to a cap and is spread', () => {
    for (let tries = 0; tries < 40; tries += 1) {
      const wait = backoff(tries);
      expect(wait).toBeGreaterThanOrEqual(250);
      expect(wait).toBeLessThanOrEqual(20_000);
    }
    expect(backoff(30)).toBeGreaterThan(9_000);
  });

  it('for the windows is in turn, and one that fails does not stop the next', async () => {
    const mutex = new UiMutex();
    const order: string[] = [];
    const first = mutex.run(async () => {
      await Promise.resolve();
      order.push('first');
      throw new Error('slipped');
    });
    const second = mutex.run(async () => {
      order.push('second');
      return 2;
    });
    await expect(first).rejects.toThrow('slipped');
    await expect(second).resolves.toBe(2);
    expect(order).toEqual(['first', 'second']);
  });
});
