import type { TailLine } from '../outbox/lines.ts';

/** An agreement by UI id outweighs any number of agreements by text in a block. */
const ID_WEIGHT = 1_000;
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
}

/**
 * Finds the block's place by the heaviest common subsequence, then explains the rest: a line seen elsewhere in sight has
 * moved, a line between the same neighbours has replaced the known one there, and what remains is new. When in doubt a
 * line counts as new. Undefined when too little agrees.
 */
export function alignTolerantly(
  tail: readonly TailLine[],
  block: readonly TailLine[],
  same: SameElement,
): Repaired | undefined {
  const pairs = commonSubsequence(tail, block, same);
  const first = pairs[0];
  if (first === undefined || !convincing(pairs, tail, block, same)) return undefined;
  const unmatchedKnown = outside(tail.length, new Set(pairs.map((pair) => pair.known))).filter(
    (place) => place >= first.known,
  );
  const reachesBack = first.known === 0;
  const unmatchedSeen = outside(block.length, new Set(pairs.map((pair) => pair.seen))).filter(
    (place) => place > first.seen || !reachesBack,
  );
  const missing = withoutReplaced(unmatchedKnown, unmatchedSeen, pairs);
  const fresh = unmatchedSeen.filter((place) => !takeMoved(missing, tail, block[place]));
  // Known lines that are only out of sight stay known, or they would be news when they show up again.
  if (fresh.length === 0 && missing.length > 0) return { fresh, tail };
  return { fresh, tail: [...tail.slice(0, first.known), ...block.slice(reachesBack ? first.seen : 0)] };
}

function convincing(
  pairs: readonly Pair[],
  tail: readonly TailLine[],
  block: readonly TailLine[],
  same: SameElement,
): boolean {
  const [first] = pairs;
  if (first === undefined) return false;
  if (pairs.some((pair) => agree(tail, block, pair, same))) return true;
  const inSight = Math.min(tail.length - first.known, block.length - first.seen);
  return pairs.length >= AGREEING_LINES && pairs.length >= inSight * AGREEING_SHARE;
}

function agree(tail: readonly TailLine[], block: readonly TailLine[], pair: Pair, same: SameElement): boolean {
  const known = tail[pair.known];
  const seen = block[pair.seen];
  return known !== undefined && seen !== undefined && same(known, seen);
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

/** Uses up one missing known line of the same text. */
function takeMoved(missing: number[], tail: readonly TailLine[], line: TailLine | undefined): boolean {
  const found = missing.findIndex((place) => tail[place]?.hash === line?.hash);
  if (found < 0) return false;
  missing.splice(found, 1);
  return true;
}

/** Heaviest common subsequence of at most some fifty lines a side; among equals the one that ends latest in the tail. */
function commonSubsequence(tail: readonly TailLine[], block: readonly TailLine[], same: SameElement): readonly Pair[] {
  const width = block.length + 1;
  const best = new Float64Array((tail.length + 1) * width);
  const weight = (known: number, seen: number): number => {
    const left = tail[known];
    const right = block[seen];
    if (left === undefined || right === undefined || left.hash !== right.hash) return 0;
    return same(left, right) ? ID_WEIGHT : 1;
  };
  const at = (known: number, seen: number): number => best[known * width + seen] ?? 0;
  for (let known = 1; known <= tail.length; known += 1) {
    for (let seen = 1; seen <= block.length; seen += 1) {
      const matched = weight(known - 1, seen - 1);
      const joined = matched === 0 ? 0 : at(known - 1, seen - 1) + matched;
      best[known * width + seen] = Math.max(joined, at(known - 1, seen), at(known, seen - 1));
    }
  }
  const pairs: Pair[] = [];
  let known = tail.length;
  let seen = block.length;
  while (known > 0 && seen > 0) {
    const matched = weight(known - 1, seen - 1);
    if (matched > 0 && at(known, seen) === at(known - 1, seen - 1) + matched) {
      known -= 1;
      seen -= 1;
      pairs.unshift({ known, seen });
    } else if (at(known, seen) === at(known, seen - 1)) seen -= 1;
    else known -= 1;
  }
  return pairs;
}

function outside(length: number, taken: ReadonlySet<number>): readonly number[] {
  return Array.from({ length }, (_, place) => place).filter((place) => !taken.has(place));
}
