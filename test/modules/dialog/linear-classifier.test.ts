import { describe, expect, it } from 'vitest';
import { fitLinearClassifier } from '../../../server/modules/dialog/linear-classifier.ts';

const OPTIONS = { rounds: 20, step: 0.5, decay: 1e-4, leastExamples: 1 } as const;
const EXAMPLES = [
  { features: ['a', 'x'], label: 'one' as const },
  { features: ['a', 'y'], label: 'one' as const },
  { features: ['b', 'x'], label: 'two' as const },
  { features: ['b', 'y'], label: 'two' as const },
];

describe('the linear classifier', () => {
  it('learns which features tell', () => {
    const classify = fitLinearClassifier(['one', 'two'], EXAMPLES, OPTIONS);
    expect(classify(['a']).one).toBeGreaterThan(0.8);
    expect(classify(['b']).two).toBeGreaterThan(0.8);
    expect(classify(['x']).one).toBeCloseTo(0.5, 1);
  });

  it('is the same each time', () => {
    const first = fitLinearClassifier(['one', 'two'], EXAMPLES, OPTIONS)(['a', 'y']);
    const second = fitLinearClassifier(['one', 'two'], EXAMPLES, OPTIONS)(['a', 'y']);
    expect(first).toEqual(second);
  });

  it('says nothing of a text without known features', () => {
    expect(fitLinearClassifier(['one', 'two'], EXAMPLES, OPTIONS)(['z'])).toEqual({ one: 0.5, two: 0.5 });
  });

  it('counts a repeated feature once', () => {
    const classify = fitLinearClassifier(['one', 'two'], EXAMPLES, OPTIONS);
    expect(classify(['a', 'a', 'a'])).toEqual(classify(['a']));
  });

  it('gives a rare label the same say', () => {
    const many = Array.from({ length: 50 }, () => ({ features: ['b'], label: 'two' as const }));
    const classify = fitLinearClassifier(
      ['one', 'two'],
      [{ features: ['a'], label: 'one' as const }, ...many],
      OPTIONS,
    );
    expect(classify(['a']).one).toBeGreaterThan(0.8);
  });

  it('leaves out what one example alone has, when asked', () => {
    const lines = [...EXAMPLES, { features: ['a', 'rare'], label: 'one' as const }];
    const classify = fitLinearClassifier(['one', 'two'], lines, { ...OPTIONS, leastExamples: 2 });
    expect(classify(['rare'])).toEqual({ one: 0.5, two: 0.5 });
    expect(classify(['a']).one).toBeGreaterThan(0.8);
  });
});
