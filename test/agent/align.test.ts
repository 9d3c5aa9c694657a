import { describe, expect, it } from 'vitest';
import { alignExactly, alignWithRepairs, withoutRepeatedElements, type Alignment } from '../../agent/capture/align.ts';
import type { TailLine } from '../../agent/outbox/lines.ts';
import { seededRandom, type Random } from '../../agent/wechat/simulator/random.ts';

/** "a b:7 c" → three lines, the second under UI id 7. */
function lines(text: string): readonly TailLine[] {
  return text
    .split(' ')
    .filter((part) => part !== '')
    .map((part) => {
      const [hash = '', uiId] = part.split(':');
      return uiId === undefined ? { hash } : { hash, uiId };
    });
}

function fresh(alignment: Alignment, block: readonly TailLine[]): string | undefined {
  if (alignment.kind === 'doubtful') return undefined;
  return alignment.fresh.map((place) => block[place]?.hash).join(' ');
}

function exactly(tail: string, block: string): string | undefined {
  return fresh(alignExactly(lines(tail), lines(block)), lines(block));
}

function repaired(tail: string, block: string): string | undefined {
  return fresh(alignWithRepairs(lines(tail), lines(block)), lines(block));
}

describe('alignExactly', () => {
  it.each([
    ['a b c', 'a b c', ''],
    ['a b c', 'b c d', 'd'],
    ['a b c', 'a b c d e', 'd e'],
    ['b c', 'x a b c d', 'd'],
    ['嗯 嗯 嗯', '嗯 嗯 嗯', ''],
    ['嗯 嗯 嗯', '嗯 嗯 嗯 嗯', '嗯'],
    ['a 嗯 嗯', 'a 嗯 嗯 嗯', '嗯'],
  ])('%s, then %s: new is "%s"', (tail, block, expected) => {
    expect(exactly(tail, block)).toBe(expected);
  });

  it('finds nothing where nothing overlaps, or where known lines are missing at the end', () => {
    expect(exactly('a b c', 'x y z')).toBeUndefined();
    expect(exactly('a b c', 'a b')).toBeUndefined();
    expect(exactly('a b d', 'a b c d')).toBeUndefined();
    expect(exactly('a', '')).toBeUndefined();
  });

  it('lets UI ids decide between overlaps of different length', () => {
    expect(exactly('嗯:1 嗯:2 嗯:3', '嗯:2 嗯:3 嗯:4')).toBe('嗯');
    expect(exactly('嗯:1 嗯:2 嗯:3', '嗯:1 嗯:2 嗯:3')).toBe('');
    expect(exactly('嗯:1 嗯:2 嗯:3', '嗯:7 嗯:8 嗯:9')).toBe('');
  });

  it('does not call an overlap of one short line certain while lines are new behind it', () => {
    expect(alignExactly(lines('a b 在吗'), lines('在吗 x y'))).toMatchObject({ certain: false });
    expect(alignExactly(lines('a b c 在吗'), lines('b c 在吗 x'))).toMatchObject({ certain: true });
    expect(alignExactly(lines('在吗:1'), lines('在吗:1 x:2'))).toMatchObject({ certain: true });
  });
});

describe('alignWithRepairs', () => {
  it.each([
    ['a line shown late stands in the middle', 'a b d', 'a b c d', 'c'],
    ['a notice has replaced a line', 'a b c', 'a 撤回 c', '撤回'],
    ['a line said again after the first was taken back', 'a 嗯 x', 'a 撤回 x 嗯', '撤回 嗯'],
    ['two neighbours changed places', 'a c b', 'a b c', ''],
    ['the last line is gone', 'a b c', 'a b', ''],
    ['the last line is gone and another came', 'a b c', 'a b d', 'd'],
    ['lines scrolled out and one was taken back', 'p q a b c', 'a 撤回 c d', '撤回 d'],
  ])('%s', (_name, tail, block, expected) => {
    expect(repaired(tail, block)).toBe(expected);
  });

  it('gives up when too little agrees', () => {
    expect(repaired('a b c d e', 'e x y z u')).toBeUndefined();
    expect(repaired('a b c', 'x y z')).toBeUndefined();
  });

  it('trusts a single line of the same UI id', () => {
    expect(repaired('a b:5 c', 'b:5 x y z')).toBe('x y z');
  });

  it('keeps a line that is only out of sight, so that it is no news when it is back', () => {
    const hidden = alignWithRepairs(lines('a b c'), lines('a b'));
    expect(hidden.kind === 'known' ? hidden.tail : []).toEqual(lines('a b c'));
  });
});

describe('withoutRepeatedElements', () => {
  it('takes one UI element once, and equal lines of different elements each', () => {
    expect(withoutRepeatedElements(lines('a:1 a:1 a:2 b:1'))).toEqual([0, 2, 3]);
    expect(withoutRepeatedElements(lines('嗯 嗯'))).toEqual([0, 1]);
  });
});

describe('over generated chats', () => {
  const RUNS = 3_000;

  /** A chat that grows, a window that shows its last lines, and a tail that was read before it grew. */
  function chat(random: Random, alphabet: number): { truth: TailLine[]; known: number; window: number } {
    const length = 1 + Math.floor(random.between(0, 30));
    const truth = Array.from({ length }, (_, place) => ({
      hash: `h${Math.floor(random.between(0, alphabet))}`,
      uiId: String(place),
    }));
    return { truth, known: 1 + Math.floor(random.between(0, length)), window: 1 + Math.floor(random.between(0, 20)) };
  }

  const bare = (line: TailLine): TailLine => ({ hash: line.hash });

  it('with UI ids finds exactly the new lines whenever one known line is in sight', () => {
    const random = seededRandom(11);
    for (let run = 0; run < RUNS; run += 1) {
      const { truth, known, window } = chat(random, 3);
      const block = truth.slice(-window);
      const inSight = known - (truth.length - block.length);
      if (inSight < 1) continue;
      const alignment = alignExactly(truth.slice(0, known), block);
      expect(alignment).toMatchObject({ kind: 'known', fresh: block.map((_, place) => place).slice(inSight) });
    }
  });

  it('without ids finds exactly the new lines when texts differ', () => {
    const random = seededRandom(12);
    for (let run = 0; run < RUNS; run += 1) {
      const { truth, known, window } = chat(random, 3);
      const different = truth.map((_, place) => ({ hash: `t${place}` }));
      const block = different.slice(-window);
      const inSight = known - (truth.length - block.length);
      const alignment = alignExactly(different.slice(0, known), block);
      expect(fresh(alignment, block)).toBe(
        inSight < 1
          ? undefined
          : block
              .slice(inSight)
              .map((line) => line.hash)
              .join(' '),
      );
    }
  });

  it('without ids never calls a known line new while one is in sight', () => {
    const random = seededRandom(13);
    for (let run = 0; run < RUNS; run += 1) {
      const { truth, known, window } = chat(random, 2);
      const block = truth.slice(-window).map(bare);
      const inSight = known - (truth.length - block.length);
      if (inSight < 1) continue;
      const alignment = alignExactly(truth.slice(0, known).map(bare), block);
      expect(alignment.kind === 'known' && alignment.fresh.every((place) => place >= inSight)).toBe(true);
    }
  });

  it('with repairs reports every line once through lines shown late, for good', () => {
    const random = seededRandom(14);
    for (let run = 0; run < 500; run += 1) {
      const { truth } = chat(random, 1_000);
      const late = Math.floor(random.between(1, truth.length));
      let tail: readonly TailLine[] = truth.slice(0, 1);
      const reported = [truth[0]?.uiId];
      for (let shown = 2; shown <= truth.length + 3; shown += 1) {
        const block = truth
          .slice(0, shown)
          .filter((_, place) => place !== late || shown > late + 2)
          .slice(-12);
        const exact = alignExactly(tail, block);
        const alignment = exact.kind === 'known' ? exact : alignWithRepairs(tail, block);
        if (alignment.kind === 'doubtful') throw new Error('lost its place');
        reported.push(...alignment.fresh.map((place) => block[place]?.uiId));
        tail = alignment.tail;
      }
      expect(new Set(reported).size).toBe(reported.length);
      expect(reported.length).toBe(truth.length);
    }
  });
});
