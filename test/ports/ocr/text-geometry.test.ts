import { describe, expect, it } from 'vitest';
import { inReadingOrder } from '../../../server/adapters/ocr/reading-order.ts';
import { levelBox, smallestBox, unclipped } from '../../../server/adapters/ocr/embedded/slanted-box.ts';
import { findTextRegions } from '../../../server/adapters/ocr/embedded/text-regions.ts';

/** A map drawn with characters: # is surely text, + perhaps, anything else is not. */
function mapOf(...rows: readonly string[]) {
  const values = rows.flatMap((row) => row.split('').map((mark) => ({ '#': 0.9, '+': 0.4 })[mark] ?? 0));
  return { values: Float32Array.from(values), width: rows[0]?.length ?? 0, height: rows.length };
}

describe('regions of text', () => {
  it('hang together along sides and corners, also when they meet late', () => {
    const regions = findTextRegions(
      mapOf(
        '###....###....', //
        '###....###..##',
        '###....###..##',
        '..########..##',
        '............##',
        '............##',
        '............##',
      ),
    );
    expect(regions.map(({ corners }) => corners.length)).toHaveLength(2);
    const boxes = regions.map(({ corners }) => [
      Math.min(...corners.map(({ x }) => x)),
      Math.max(...corners.map(({ x }) => x)),
    ]);
    expect(boxes.toSorted((one, other) => (one[0] ?? 0) - (other[0] ?? 0))).toEqual([
      [0, 10],
      [12, 14],
    ]);
  });

  it('leave out specks and what is only perhaps text', () => {
    expect(findTextRegions(mapOf('##..++++++', '##..++++++', '....++++++'))).toEqual([]);
    expect(findTextRegions(mapOf('....', '....'))).toEqual([]);
  });
});

describe('the smallest box', () => {
  /** Corners of a box of 200 × 20 that leans. */
  function leaning(degrees: number) {
    const angle = (degrees * Math.PI) / 180;
    return [-1, 1].flatMap((along) =>
      [-1, 1].map((across) => ({
        x: 500 + 100 * along * Math.cos(angle) - 10 * across * Math.sin(angle),
        y: 300 + 100 * along * Math.sin(angle) + 10 * across * Math.cos(angle),
      })),
    );
  }

  it.each([0, 8, -8, 30, -44])('of a line that leans by %d degrees is read along it', (degrees) => {
    const box = smallestBox(leaning(degrees));
    expect([box.center.x, box.center.y, box.width, box.height].map(Math.round)).toEqual([500, 300, 200, 20]);
    expect((box.angle * 180) / Math.PI).toBeCloseTo(degrees, 3);
  });

  it('of an upright line is read from top to bottom', () => {
    const box = smallestBox(leaning(90));
    expect([box.width, box.height].map(Math.round)).toEqual([200, 20]);
    expect((box.angle * 180) / Math.PI).toBeCloseTo(90, 3);
    expect(Math.round(levelBox(box).height)).toBe(200);
  });

  it('of one point has no size', () => {
    expect(smallestBox([{ x: 3, y: 4 }])).toMatchObject({ center: { x: 3, y: 4 }, width: 0, height: 0 });
  });

  it('grows by its area over its perimeter on each side', () => {
    const box = unclipped(smallestBox(leaning(0)), 1.5);
    const distance = (200 * 20 * 1.5) / (2 * 220);
    expect(box.width).toBeCloseTo(200 + 2 * distance, 6);
    expect(box.height).toBeCloseTo(20 + 2 * distance, 6);
  });
});

describe('reading order', () => {
  const piece = (text: string, x: number, y: number) => ({ text, confidence: 1, box: { x, y, width: 40, height: 20 } });

  it('goes down, and along what stands level', () => {
    const lines = inReadingOrder([piece('四', 0, 80), piece('二', 100, 4), piece('三', 10, 40), piece('一', 0, 0)]);
    expect(lines.map(({ text }) => text)).toEqual(['一 二', '三', '四']);
    expect(lines[0]?.box).toEqual({ x: 0, y: 0, width: 140, height: 24 });
  });

  it('weighs a line by its characters', () => {
    const [line] = inReadingOrder([
      { ...piece('一二三', 0, 0), confidence: 1 },
      { ...piece('四', 60, 0), confidence: 0.6 },
    ]);
    expect(line?.confidence).toBeCloseTo(0.9, 6);
  });
});
