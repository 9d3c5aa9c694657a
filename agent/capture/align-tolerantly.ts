import type { TailLine } from '../outbox/lines.ts';

/** Share of the lines in sight that must agree before the block's place counts as known. */
const AGREEING_SHARE = 0.5;
const AGREEING_LINES = 2;

interface Pair {
  readonly known: number;
  readonly seen: number;
}

type SameElement = (known: TailLine, seen: TailLine) => boolean;

interface Repaired {
  readonly fresh: readonly number[];
  readonly tail: readonly TailLine[];
  /** Known lines that the block does not show and nothing replaces: they may come back into sight. */
  readonly hidden: readonly TailLine[];
}

/**
 * Finds the block's place by the longest common subsequence, then explains the rest: a line seen elsewhere in sight has
 * moved, a line between the same neighbours has replaced the known one there, and what remains is new. Where UI elements
 * are known again they alone count, but for lines that stand in place with new ids. When in doubt a line counts as new.
 * Undefined when too little agrees.
 */
export function alignTolerantly(
  tail: readonly TailLine[],
  block: readonly TailLine[],
  same: SameElement,
): Repaired | undefined {
  const elements = commonSubsequence(tail, block, same);
  const sameText: SameElement = (known, seen) => known.hash === seen.hash;
  const pairs = elements.length > 0 ? withInPlace(elements, tail, block) : commonSubsequence(tail, block, sameText);
  const first = pairs[0];
  if (first === undefined) return undefined;
  const inSight = Math.min(tail.length - first.known, block.length - first.seen);
  const convincing = pairs.length >= AGREEING_LINES && pairs.length >= inSight * AGREEING_SHARE;
  if (elements.length === 0 && !convincing) return undefined;
  const reachesBack = first.known === 0;
  const unmatchedKnown = unpaired(tail.length, pairs, 'known').filter((place) => place >= first.known);
  const unmatchedSeen = unpaired(block.length, pairs, 'seen').filter((place) => place > first.seen || !reachesBack);
  const missing = withoutReplaced(unmatchedKnown, unmatchedSeen, pairs);
  const moved = elements.length > 0 ? same : sameText;
  const fresh = unmatchedSeen.filter((place) => !takeMoved(missing, tail, block[place], moved));
  // Known lines that are only out of sight stay known, or they would be news when they show up again.
  if (fresh.length === 0 && missing.length > 0) return { fresh, tail, hidden: [] };
  return {
    fresh,
    tail: [...tail.slice(0, first.known), ...block.slice(reachesBack ? first.seen : 0)],
    hidden: missing.flatMap((place) => tail[place] ?? []),
  };
}

/** Between two known elements the same texts in the same number are the same lines under new ids. */
function withInPlace(
  elements: readonly Pair[],
  tail: readonly TailLine[],
  block: readonly TailLine[],
): readonly Pair[] {
  const bounds = [...elements, { known: tail.length, seen: block.length }];
  return bounds.flatMap((bound, place) => {
    const before = elements[place - 1];
    const known = before === undefined ? bound.known : before.known + 1;
    const seen = before === undefined ? bound.seen : before.seen + 1;
    const between = Array.from({ length: bound.known - known }, (_, step) => ({
      known: known + step,
      seen: seen + step,
    }));
    const inPlace =
      between.length === bound.seen - seen &&
      between.every((pair) => tail[pair.known]?.hash === block[pair.seen]?.hash);
    return [...(inPlace ? between : []), ...(place < elements.length ? [bound] : [])];
  });
}

/**
 * Known lines that are gone for no reason yet. Where as many or more lines stand between the same two neighbours as are
 * gone there, they stand in the gone lines' stead (a notice that a line was taken back).
 */
function withoutReplaced(known: readonly number[], seen: readonly number[], pairs: readonly Pair[]): number[] {
  const gap = (place: number, side: 'known' | 'seen'): number => pairs.filter((pair) => pair[side] < place).length;
  return known.filter((place) => {
    const where = gap(place, 'known');
    const inner = where > 0 && where < pairs.length;
    return !inner || !seen.some((other) => gap(other, 'seen') === where);
  });
}

/** Uses up one missing known line that this one is. */
function takeMoved(
  missing: number[],
  tail: readonly TailLine[],
  line: TailLine | undefined,
  moved: SameElement,
): boolean {
  const found = missing.findIndex((place) => {
    const known = tail[place];
    return known !== undefined && line !== undefined && moved(known, line);
  });
  if (found < 0) return false;
  missing.splice(found, 1);
  return true;
}

/** Longest common subsequence of at most some fifty lines a side; among equals the one that ends latest in the tail. */
function commonSubsequence(tail: readonly TailLine[], block: readonly TailLine[], same: SameElement): readonly Pair[] {
  const width = block.length + 1;
  const best = new Uint16Array((tail.length + 1) * width);
  const matches = (known: number, seen: number): boolean => {
    const left = tail[known];
    const right = block[seen];
    return left !== undefined && right !== undefined && same(left, right);
  };
  const at = (known: number, seen: number): number => best[known * width + seen] ?? 0;
  for (let known = 1; known <= tail.length; known += 1) {
    for (let seen = 1; seen <= block.length; seen += 1) {
      const joined = matches(known - 1, seen - 1) ? at(known - 1, seen - 1) + 1 : 0;
      best[known * width + seen] = Math.max(joined, at(known - 1, seen), at(known, seen - 1));
    }
  }
  const pairs: Pair[] = [];
  let known = tail.length;
  let seen = block.length;
  while (known > 0 && seen > 0) {
    if (matches(known - 1, seen - 1) && at(known, seen) === at(known - 1, seen - 1) + 1) {
      known -= 1;
      seen -= 1;
      pairs.unshift({ known, seen });
    } else if (at(known, seen) === at(known, seen - 1)) seen -= 1;
    else known -= 1;
  }
  return pairs;
}

function unpaired(length: number, pairs: readonly Pair[], side: 'known' | 'seen'): readonly number[] {
  const taken = new Set(pairs.map((pair) => pair[side]));
  return Array.from({ length }, (_, place) => place).filter((place) => !taken.has(place));
}
