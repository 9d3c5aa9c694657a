import { describe, expect, it } from 'vitest';
import { checkRate, type RateQuestion } from '../../../server/modules/answer/rate-limit.ts';
import { readTenantSettings } from '../../../server/modules/tenant/tenant.settings.ts';

const now = new Date('2026-11-23T08:00:00Z');
const ago = (seconds: number): Date => new Date(now.getTime() - seconds * 1000);
const NONE = { accountMinute: 0, roomMinute: 0, accountDay: 0, roomDay: 0, oldestMinuteAt: null };
const BASE: RateQuestion = {
  counts: NONE,
  settings: readTenantSettings({}),
  group: false,
  now,
  lastAnsweredAt: null,
  clarifyOpen: false,
};
const rated = (given: Partial<RateQuestion>) => checkRate({ ...BASE, ...given });

describe('the rate of answers', () => {
  it('passes when nothing was written', () => {
    expect(rated({})).toEqual({ kind: 'pass' });
  });

  it('postpones the second answer to a person within 30 s', () => {
    expect(rated({ lastAnsweredAt: ago(10) })).toEqual({
      kind: 'postpone',
      until: new Date(now.getTime() + 20_000),
      limit: 'answerIntervalSeconds',
    });
    expect(rated({ lastAnsweredAt: ago(30) })).toEqual({ kind: 'pass' });
  });

  it('does not make the answer to a clarify question wait', () => {
    expect(rated({ lastAnsweredAt: ago(1), clarifyOpen: true })).toEqual({ kind: 'pass' });
  });

  it('postpones to when the oldest bubble of a full minute drops out', () => {
    const counts = { ...NONE, accountMinute: 100, oldestMinuteAt: ago(45) };
    expect(rated({ counts })).toEqual({
      kind: 'postpone',
      until: new Date(now.getTime() + 15_000),
      limit: 'accountBubblesPerMinute',
    });
  });

  it('holds the limits of a room in groups only', () => {
    const counts = { ...NONE, roomMinute: 20, roomDay: 200, oldestMinuteAt: ago(1) };
    expect(rated({ counts })).toEqual({ kind: 'pass' });
    expect(rated({ counts, group: true })).toEqual({ kind: 'spent', limit: 'roomBubblesPerDay' });
    expect(rated({ counts: { ...counts, roomDay: 0 }, group: true })).toMatchObject({ limit: 'roomBubblesPerMinute' });
  });

  it('calls a person when a day is spent, even for a clarify answer', () => {
    const counts = { ...NONE, accountDay: 1000 };
    expect(rated({ counts, clarifyOpen: true })).toEqual({ kind: 'spent', limit: 'accountBubblesPerDay' });
  });

  it('waits for the longest of several limits, and always into the future', () => {
    const counts = { ...NONE, accountMinute: 100, oldestMinuteAt: ago(59) };
    expect(rated({ counts, lastAnsweredAt: ago(5) })).toMatchObject({ limit: 'answerIntervalSeconds' });
    const late = rated({ counts: { ...counts, oldestMinuteAt: ago(90) } });
    expect(late).toMatchObject({ kind: 'postpone', until: new Date(now.getTime() + 1) });
  });

  it('follows the settings of the tenant', () => {
    const settings = readTenantSettings({ answerIntervalSeconds: 0, accountBubblesPerDay: 5 });
    expect(rated({ settings, lastAnsweredAt: now })).toEqual({ kind: 'pass' });
    expect(rated({ settings, counts: { ...NONE, accountDay: 5 } })).toMatchObject({ kind: 'spent' });
  });
});
