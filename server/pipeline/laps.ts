/** Milliseconds spent in each step of a turn, for its trace. */
export interface Laps {
  /** Ends a step: the time since the last one is its. */
  lap(step: string): void;
  /** Milliseconds by step, one decimal. */
  taken(): Readonly<Record<string, number>>;
}

export function startLaps(): Laps {
  const taken: Record<string, number> = {};
  let last = performance.now();
  return {
    lap(step) {
      const now = performance.now();
      taken[step] = Math.round((now - last) * 10) / 10;
      last = now;
    },
    taken: () => taken,
  };
}
