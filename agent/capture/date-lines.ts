import type { SeenLine } from '../wechat/driver.ts';

/**
 * Gives lines above a time separator a time, so that an old history is not taken for news: such a line is no younger than
 * the separator below it, and its own is the last one above. Lines under the last separator may be of this minute and
 * keep what the driver gave them.
 */
export function dateLines(block: readonly SeenLine[]): readonly SeenLine[] {
  const last = block.findLastIndex((line) => line.shownAt !== undefined);
  let above: number | undefined;
  return block.map((line, place) => {
    above = line.shownAt ?? above;
    if (place >= last || line.shownAt !== undefined) return line;
    const shownAt = above ?? block.slice(place).find((later) => later.shownAt !== undefined)?.shownAt;
    return shownAt === undefined ? line : { ...line, shownAt };
  });
}
