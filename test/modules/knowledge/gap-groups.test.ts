import { expect, it } from 'vitest';
import { GapGroups } from '../../../server/modules/knowledge/gap-groups.ts';

/** Of length 1, at an angle in the plane of two of many dimensions. */
function direction(degrees: number, plane: number): Float32Array {
  const vector = new Float32Array(384);
  const angle = (degrees / 180) * Math.PI;
  vector[plane % 384] = Math.cos(angle);
  vector[(plane + 1) % 384] = Math.sin(angle);
  return vector;
}

it('is as near as its questions are on average, those that came to it too', () => {
  const groups = new GapGroups(0.7);
  groups.add('1', '甲', [direction(0, 0), direction(60, 0)]);
  // Cosines 1 and .5 are .75 on average; 100° away from one and 40° from the other is too far.
  expect(groups.join({ text: '乙', meaning: direction(100, 0) })).toBeUndefined();
  expect(groups.join({ text: '乙', meaning: direction(60, 0) })).toBe('1');
  expect(groups.join({ text: '丙', meaning: direction(90, 0) })).toBeUndefined();
  expect(groups.add('2', '丁', [direction(30, 0), direction(40, 0)])).toBe('1');
  expect(groups.add('3', '丁', [])).toBeUndefined();
});

it('compares as many gaps as are looked at in a fraction of a second', () => {
  const groups = new GapGroups();
  const started = performance.now();
  for (let gap = 0; gap < 500; gap += 1) {
    const meanings = Array.from({ length: 5 }, (_, sample) => direction(sample * 15, gap * 2));
    groups.add(String(gap), `问题${gap}`, meanings);
  }
  expect(performance.now() - started).toBeLessThan(4_000);
});
