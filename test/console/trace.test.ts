import { describe, expect, it } from 'vitest';
import { isKnownStep, readTrace } from '../../console/composables/thread/trace.ts';

describe('readTrace', () => {
  it('falls back to the hub’s thresholds and is otherwise empty for a trace that says nothing', () => {
    const trace = readTrace({ trace: {} });
    expect(trace.thresholds).toEqual({ clarify: 0.55, reply: 0.75 });
    expect([trace.features, trace.rules, trace.attempts, trace.steps]).toEqual([[], [], [], []]);
    expect(trace.model).toBeUndefined();
  });

  it('takes a tenant’s own thresholds', () => {
    expect(readTrace({ trace: { thresholds: { clarify: 0.4, reply: 0.9 } } }).thresholds).toEqual({
      clarify: 0.4,
      reply: 0.9,
    });
  });

  it('lays the steps out one after the other', () => {
    const { steps } = readTrace({
      trace: {
        steps: [
          { name: 'retrieve', ms: 25 },
          { name: 'generate', ms: 75, tokens: 596 },
        ],
      },
    });
    expect(steps).toEqual([
      { name: 'retrieve', ms: 25, tokens: undefined, from: 0, share: 0.25 },
      { name: 'generate', ms: 75, tokens: 596, from: 0.25, share: 0.75 },
    ]);
  });

  it('shows a turn that took no time at all', () => {
    expect(readTrace({ trace: { steps: [{ name: 'rules', ms: 0 }] } }).steps).toEqual([
      { name: 'rules', ms: 0, tokens: undefined, from: 0, share: 0 },
    ]);
  });

  it.each([
    null,
    'text',
    7,
    [],
    { steps: 'no', ruleHits: {}, attempts: [null, 3], features: { a: 'x' }, thresholds: 5 },
  ])('survives %j', (value) => {
    const trace = readTrace({ trace: value });
    expect(trace.steps).toEqual([]);
    expect(trace.rules).toEqual([]);
    expect(trace.features).toEqual([]);
  });

  it('knows the steps it has words for', () => {
    expect(isKnownStep('retrieve')).toBe(true);
    expect(isKnownStep('toString')).toBe(false);
  });
});
