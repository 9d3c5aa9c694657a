const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * How long to wait before attempt number `attempt` (from 0): doubling, capped at 15 s, with jitter of half, so that
 * a hundred consoles do not come back in the same instant.
 */
export function retryDelay(attempt: number, random: () => number = Math.random): number {
  const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return Math.round(full * (0.5 + random() / 2));
}
