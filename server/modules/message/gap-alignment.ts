/** A line as both sides can compare it: who spoke and what was said, not its id. */
export interface ComparableLine {
  readonly outgoing: boolean;
  readonly content: string;
}

function same(a: ComparableLine | undefined, b: ComparableLine | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.outgoing === b.outgoing &&
    a.content.replaceAll(/\s+/g, '') === b.content.replaceAll(/\s+/g, '')
  );
}

/**
 * Lays a visible block of lines over the end of what the hub has stored of that chat, oldest first, and answers how many
 * lines of the block are known. 嗯 嗯 嗯 are three lines: only the longest unbroken overlap that ends with the newest
 * stored line counts. Null when nothing overlaps although something is stored: the block cannot be placed.
 */
export function knownLines(stored: readonly ComparableLine[], block: readonly ComparableLine[]): number | null {
  if (stored.length === 0) {
    return 0;
  }
  let best = { length: 0, end: 0 };
  for (let end = 1; end <= block.length; end += 1) {
    let length = 0;
    while (length < end && same(stored[stored.length - 1 - length], block[end - 1 - length])) {
      length += 1;
    }
    const whole = length === end || length === stored.length;
    if (whole && length > best.length) {
      best = { length, end };
    }
  }
  return best.length === 0 ? null : best.end;
}
