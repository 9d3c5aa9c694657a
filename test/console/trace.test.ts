import { describe, expect, it } from 'vitest';
import { readTrace } from '../../console/composables/thread/trace.ts';

describe('readTrace', () => {
  it('falls back to the hub’s thresholds and is otherwise empty for a trace that says nothing', () => {
    const trace = readTrace({ trace: {} });
    expect(trace.thresholds).toEqual({ clarify: 0.55, reply: 0.75 });
    expect([trace.features, trace.attempts, trace.steps]).toEqual([[], [], []]);
    expect([trace.rule, trace.model, trace.verdict, trace.query]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('takes a tenant’s own thresholds', () => {
    const { thresholds } = readTrace({ trace: { thresholds: { clarify: 0.4, reply: 0.9 } } });
    expect(thresholds).toEqual({ clarify: 0.4, reply: 0.9 });
  });

  it('lays the steps out one after the other', () => {
    const { steps } = readTrace({ trace: { milliseconds: { retrieve: 25, generate: 75 } } });
    expect(steps).toEqual([
      { name: 'retrieve', ms: 25, from: 0, share: 0.25 },
      { name: 'generate', ms: 75, from: 0.25, share: 0.75 },
    ]);
  });

  it('shows a turn that took no time at all', () => {
    const { steps } = readTrace({ trace: { milliseconds: { applyRules: 0 } } });
    expect(steps).toEqual([{ name: 'applyRules', ms: 0, from: 0, share: 0 }]);
  });

  it('reads what the pipeline writes', () => {
    const trace = readTrace({
      trace: {
        confidence: { value: 0.86, features: { selfShare: 0.91, margin: 0.31 } },
        attempts: [
          { provider: 'openai', model: 'gpt-4o-mini', milliseconds: 6000, failure: 'timeout' },
          { provider: 'deepseek', model: 'deepseek-chat', milliseconds: 900 },
        ],
        model: { provider: 'deepseek', name: 'deepseek-chat', verbatim: false, tokens: 596 },
        check: { verdict: 'trimmed', removed: ['3 天'] },
        promptVersion: 'v14',
        query: 'E03',
        kind: 'inquiry',
        withdrawn: [{ outcome: 'replied' }],
      },
    });
    expect(trace.features.map((feature) => feature.name)).toEqual(['selfShare', 'margin']);
    expect(trace.attempts).toEqual([
      { model: 'gpt-4o-mini', ms: 6000, failure: 'timeout' },
      { model: 'deepseek-chat', ms: 900, failure: undefined },
    ]);
    expect(trace).toMatchObject({
      model: 'deepseek-chat',
      verbatim: false,
      verdict: 'trimmed',
      promptVersion: 'v14',
      withdrawn: 1,
    });
  });

  it('names the rule that decided without a model', () => {
    expect(readTrace({ trace: { rules: { rule: 'DANGER', words: '漏电' } } }).rule).toEqual({
      name: 'DANGER',
      words: '漏电',
    });
    expect(readTrace({ trace: { rules: { rule: 'GREETING' } } }).rule).toEqual({ name: 'GREETING', words: undefined });
  });

  it.each([null, 'text', 7, [], { milliseconds: 'no', rules: [], attempts: [null, 3], confidence: 5, thresholds: 5 }])(
    'survives %j',
    (value) => {
      const trace = readTrace({ trace: value });
      expect(trace.steps).toEqual([]);
      expect(trace.rule).toBeUndefined();
      expect(trace.features).toEqual([]);
    },
  );
});
