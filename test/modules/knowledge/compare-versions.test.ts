import { expect, it } from 'vitest';
import { compareChunks, type ComparedChunk } from '../../../server/modules/knowledge/compare-versions.ts';

/** A long book without headings: every passage stands at the same place. */
function book(passages: number, edition: string): ComparedChunk[] {
  return Array.from({ length: passages }, (_, position) => ({
    position,
    heading: null,
    question: '',
    answer: `第 ${position} 段，${edition}`,
  }));
}

it('pairs passages that say the same, then those at the same place, and leaves the rest over', () => {
  const chunk = (position: number, question: string, answer: string): ComparedChunk => ({
    position,
    heading: null,
    question,
    answer,
  });
  const before = [chunk(0, '运费', '十元'), chunk(1, '退货', '七天'), chunk(2, '发票', '有'), chunk(3, '发票', '专票')];
  const after = [
    chunk(0, '退货', '七天'),
    chunk(1, '运费', '八元'),
    chunk(2, '发票', '电子'),
    chunk(3, '保修', '一年'),
  ];
  expect(compareChunks(before, after)).toEqual({
    added: [after[3]],
    addedCount: 1,
    removed: [before[3]],
    removedCount: 1,
    changed: [
      { before: before[0], after: after[1] },
      { before: before[2], after: after[2] },
    ],
    changedCount: 2,
    sameCount: 1,
  });
});

it('compares long documents in time that grows with their length', () => {
  const [first, second] = [book(50_000, '一版'), book(50_000, '二版')];
  const start = process.cpuUsage();
  expect(compareChunks(first, second).changedCount).toBe(50_000);
  const { user, system } = process.cpuUsage(start);
  // Some 0.1 s; copying the waiting ones for each passage took 14.
  expect((user + system) / 1000).toBeLessThan(3000);
});
