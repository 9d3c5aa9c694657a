import { compileWords } from './word-match.ts';
import type { PastLine } from './window.ts';
import { CLOSING_WORDS, OPENING_WORDS, SHIFT_SIGNALS } from './words.ts';

export interface TopicShift {
  readonly shifted: boolean;
  /** 0–1, above 0.5 means shifted. For the trace. */
  readonly score: number;
  /** What spoke for it. */
  readonly reasons: readonly string[];
}

const opening = compileWords(OPENING_WORDS);
const closing = compileWords(CLOSING_WORDS);
const signal = compileWords(SHIFT_SIGNALS);
const GAP_MS = 10 * 60_000;

/** Whether a customer's text begins another matter than the lines before it (oldest first). */
export function detectTopicShift(text: string, history: readonly PastLine[], now: Date): TopicShift {
  const last = history.at(-1);
  if (last === undefined) return { shifted: true, score: 1, reasons: ['first'] };
  const parts: (readonly [string, number])[] = [
    ['opener', opening(text).some(({ at }) => at === 0) ? 0.4 : 0],
    ['signal', signal(text).some(({ at }) => at <= 4) ? 0.6 : 0],
    ['closing', history.slice(-2).some((line) => closing(line.content).length > 0) ? 0.35 : 0],
    ['gap', now.getTime() - last.at.getTime() > GAP_MS ? 0.35 : 0],
  ];
  const score = Math.min(
    1,
    parts.reduce((sum, [, part]) => sum + part, 0),
  );
  return { shifted: score > 0.5, score, reasons: parts.filter(([, part]) => part > 0).map(([reason]) => reason) };
}
