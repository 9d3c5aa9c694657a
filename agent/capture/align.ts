import type { TailLine } from '../outbox/lines.ts';
import { alignTolerantly } from './align-tolerantly.ts';

/**
 * What a visible block says when held against the lines known of its chat.
 * known: `fresh` are the places in the block of the lines that are new, ascending; `tail` is the known text afterwards.
 * `hidden` are known lines that should be in sight and are not; they may come back.
 * Not `certain`: so little overlaps that it may be chance, and the chat should be read further back.
 * doubtful: no overlap; a second look may show one.
 */
export type Alignment =
  | {
      readonly kind: 'known';
      readonly fresh: readonly number[];
      readonly tail: readonly TailLine[];
      readonly hidden: readonly TailLine[];
      readonly certain: boolean;
    }
  | { readonly kind: 'doubtful' };

/** One or two short lines (在吗, 嗯) overlap by chance; three in a row hardly do. */
const CERTAIN_OVERLAP = 3;

interface Overlap {
  /** Where in the block the known tail's last lines begin. */
  readonly start: number;
  readonly length: number;
  /** How many of them agree by their UI id as well. */
  readonly sameIds: number;
}

/** Two lines are the same line for certain: equal hashes under one UI id. */
export function sameElement(known: TailLine, seen: TailLine): boolean {
  return known.uiId !== undefined && known.uiId === seen.uiId && known.hash === seen.hash;
}

/** A block in which one UI element stands twice shows it once. Returns the places to look at. */
export function withoutRepeatedElements(block: readonly TailLine[]): readonly number[] {
  const met = new Set<string>();
  const places: number[] = [];
  block.forEach((line, place) => {
    const key = line.uiId === undefined ? undefined : `${line.uiId}\u0000${line.hash}`;
    if (key !== undefined && met.has(key)) return;
    if (key !== undefined) met.add(key);
    places.push(place);
  });
  return places;
}

/**
 * Holds a block (oldest first, ending with the chat's newest line) against the known tail. The end of the tail is looked
 * for at the head of the block: UI ids that agree decide, then the longest overlap, so that 嗯 嗯 嗯 is three lines but
 * not six. The tail may also lie whole inside a block that reaches further back.
 */
export function alignExactly(tail: readonly TailLine[], block: readonly TailLine[]): Alignment {
  let best: Overlap | undefined;
  for (let length = Math.min(tail.length, block.length); length > 0; length -= 1) {
    const lastStart = length === tail.length ? block.length - length : 0;
    for (let start = 0; start <= lastStart; start += 1) {
      const sameIds = overlapIds(tail.slice(tail.length - length), block.slice(start, start + length));
      if (sameIds !== undefined && (best === undefined || sameIds > best.sameIds)) best = { start, length, sameIds };
    }
  }
  if (best === undefined) return { kind: 'doubtful' };
  const { start, length } = best;
  const fresh = placesBetween(start + length, block.length);
  const certain = best.sameIds > 0 || length >= Math.min(tail.length, CERTAIN_OVERLAP) || fresh.length === 0;
  return {
    kind: 'known',
    fresh,
    tail: [...tail.slice(0, tail.length - length), ...block.slice(start)],
    hidden: [],
    certain,
  };
}

/**
 * The same for a block that keeps disagreeing with the tail: lines were taken back, replaced by a notice, shown late or
 * out of order. Still doubtful when too little agrees to know where the block stands.
 */
export function alignWithRepairs(tail: readonly TailLine[], block: readonly TailLine[]): Alignment {
  const repaired = alignTolerantly(tail, block, sameElement);
  return repaired === undefined ? { kind: 'doubtful' } : { kind: 'known', ...repaired, certain: true };
}

/** How many ids agree when every hash does; undefined when a hash differs. */
function overlapIds(known: readonly TailLine[], seen: readonly TailLine[]): number | undefined {
  let sameIds = 0;
  for (const [place, line] of known.entries()) {
    const other = seen[place];
    if (other === undefined || other.hash !== line.hash) return undefined;
    if (sameElement(line, other)) sameIds += 1;
  }
  return sameIds;
}

function placesBetween(from: number, to: number): readonly number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, offset) => from + offset);
}
