import type { QueuedLine } from './lines.ts';

/** Kept well below the hub's limit on a frame: lines are at most 4,000 characters, so the largest alone fits. */
const BATCH_CHARACTERS = 100_000;

/**
 * How many of the waiting lines go into one report: at most `limit`, no more than fit into a frame, at least one. A block
 * that was read after a gap stays together, for the hub lays it as a whole over its own end of the chat.
 */
export function fittingBatch(waiting: readonly QueuedLine[], limit: number): readonly QueuedLine[] {
  let characters = 0;
  const tooMuch = waiting.findIndex(({ line }, place) => {
    characters += line.content.length + (line.quote?.length ?? 0);
    return place > 0 && (place >= limit || characters > BATCH_CHARACTERS);
  });
  const end = tooMuch < 0 ? waiting.length : tooMuch;
  let start = end;
  while (start > 0 && sameBlock(waiting[start - 1], waiting[end])) start -= 1;
  return waiting.slice(0, start > 0 ? start : end);
}

function sameBlock(before: QueuedLine | undefined, after: QueuedLine | undefined): boolean {
  return (
    before !== undefined &&
    after !== undefined &&
    before.afterGap &&
    after.afterGap &&
    before.capturedAt === after.capturedAt &&
    before.chat.account === after.chat.account &&
    before.chat.window === after.chat.window
  );
}
