import { describe, expect, it } from 'vitest';
import { type ScoredCustomer, scoreCustomer } from '../../../server/modules/customer/customer.score.ts';
import { type CustomerStanding, nextCustomerState } from '../../../server/modules/customer/customer.state.ts';

const NEWCOMER: ScoredCustomer = {
  level: 'gray',
  levelPinned: false,
  totalMessages: 1,
  messages30d: 1,
  ratedDialogs: 0,
  positiveDialogs: 0,
  negativeSignals: 0,
  dealAmount: null,
  averageOrderAmount: null,
};

function scored(given: Partial<ScoredCustomer>): ReturnType<typeof scoreCustomer> {
  return scoreCustomer({ ...NEWCOMER, ...given });
}

describe('the score of a customer', () => {
  it('of a newcomer lies between 20 and 50', () => {
    for (const messages of [0, 1, 5, 30, 1000]) {
      const { score } = scored({ totalMessages: messages, messages30d: messages });
      expect(score).toBeGreaterThanOrEqual(20);
      expect(score).toBeLessThanOrEqual(50);
    }
  });

  it('weighs satisfaction 40, activity 30 and value 30', () => {
    const customer = scored({
      ratedDialogs: 10,
      positiveDialogs: 8,
      totalMessages: 90,
      messages30d: 45,
      dealAmount: 30_000,
      averageOrderAmount: 10_000,
    });
    expect(customer.satisfactionPart).toBe(0.8);
    expect(customer.activityPart).toBe(0.45);
    expect(customer.valuePart).toBe(0.75);
    expect(customer.score).toBeCloseTo(0.8 * 40 + 0.45 * 30 + 0.75 * 30, 1);
  });

  it('never leaves 0 to 100, whatever the figures are', () => {
    const odd = [0, -5, 1e12, Number.POSITIVE_INFINITY];
    for (const dealAmount of odd) {
      for (const averageOrderAmount of odd) {
        const { score } = scored({
          dealAmount,
          averageOrderAmount,
          ratedDialogs: 3,
          positiveDialogs: 9,
          messages30d: 99,
        });
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
      }
    }
  });

  it('grows with each of its parts', () => {
    const base = {
      ratedDialogs: 10,
      positiveDialogs: 5,
      totalMessages: 40,
      messages30d: 10,
      dealAmount: 100,
      averageOrderAmount: 100,
    };
    expect(scored({ ...base, positiveDialogs: 6 }).score).toBeGreaterThan(scored(base).score);
    expect(scored({ ...base, messages30d: 20 }).score).toBeGreaterThan(scored(base).score);
    expect(scored({ ...base, dealAmount: 300 }).score).toBeGreaterThan(scored(base).score);
  });
});

describe('the level of a customer', () => {
  const best = {
    ratedDialogs: 20,
    positiveDialogs: 20,
    totalMessages: 500,
    messages30d: 480,
    dealAmount: 900,
    averageOrderAmount: 100,
  };
  const worst = { ratedDialogs: 8, positiveDialogs: 0, totalMessages: 100, messages30d: 2 };

  it('is white from 80', () => {
    expect(scored(best)).toMatchObject({ level: 'white' });
  });

  it('is black below 40 only with five ratings and a negative signal', () => {
    expect(scored({ ...worst, negativeSignals: 1 }).level).toBe('black');
    expect(scored({ ...worst, negativeSignals: 0 }).level).toBe('gray');
    expect(scored({ ...worst, negativeSignals: 9, ratedDialogs: 4 }).level).toBe('gray');
    expect(scored({ negativeSignals: 3 }).level).toBe('gray');
  });

  it('stays as a person pinned it, while the score moves on', () => {
    const pinned = scored({ ...best, level: 'black', levelPinned: true });
    expect(pinned.level).toBe('black');
    expect(pinned.score).toBeGreaterThan(80);
    expect(scored({ ...worst, negativeSignals: 5, level: 'white', levelPinned: true }).level).toBe('white');
  });
});

describe('the state of a customer', () => {
  const now = new Date('2026-11-23T08:00:00Z');
  const standing: CustomerStanding = {
    state: 'new',
    deals: null,
    showsInterest: false,
    lastActiveAt: new Date('2026-11-22T08:00:00Z'),
    writes: true,
    lostAfterDays: 90,
    now,
  };
  const longAgo = new Date('2026-08-01T08:00:00Z');

  it.each([
    [{}, 'new'],
    [{ showsInterest: true }, 'potential'],
    [{ deals: 1 }, 'deal'],
    [{ state: 'potential', deals: 1 }, 'deal'],
    [{ state: 'deal', deals: 2 }, 'repurchase'],
    [{ state: 'deal', deals: null }, 'deal'],
    [{ state: 'repurchase', deals: 0 }, 'repurchase'],
    [{ state: 'potential' }, 'potential'],
    [{ state: 'lost' }, 'potential'],
    [{ state: 'lost', deals: 2 }, 'repurchase'],
    [{ writes: false }, 'new'],
    [{ writes: false, lastActiveAt: longAgo }, 'lost'],
    [{ writes: false, lastActiveAt: longAgo, state: 'repurchase' }, 'lost'],
    [{ writes: false, lastActiveAt: longAgo, lostAfterDays: 200 }, 'new'],
    [{ writes: true, lastActiveAt: longAgo }, 'new'],
  ] as const)('after %o is %s', (given, expected) => {
    expect(nextCustomerState({ ...standing, ...given })).toBe(expected);
  });
});
