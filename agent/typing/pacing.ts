const THINKING_MS = { least: 1_000, most: 3_000 };
const CHARACTERS_PER_SECOND = 8;
const SPREAD = 0.2;

/** Milliseconds a person would take to think of and type this text; `scale` 1 is a person's pace, `random` gives 0–1. */
export function typingDelay(text: string, scale: number, random: () => number = Math.random): number {
  const thinking = THINKING_MS.least + random() * (THINKING_MS.most - THINKING_MS.least);
  const speed = CHARACTERS_PER_SECOND * (1 - SPREAD + random() * 2 * SPREAD);
  return scale * (thinking + (text.length / speed) * 1_000);
}
