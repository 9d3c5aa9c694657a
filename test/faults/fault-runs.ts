/** A source of chance that gives the same again for the same seed. */
export interface Chance {
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number;
  pick<T>(all: readonly T[]): T;
}

/** KEFU_FAULT_RUNS is the number of interleavings end to end (default 10); a test file gives a share of it. */
export function faultRuns(share: number): number {
  return Math.max(1, Math.round(Number(process.env['KEFU_FAULT_RUNS'] ?? 10) * share));
}

/** Seed of this run: KEFU_FAULT_SEED, else the time; it is named in the title of every test that uses it. */
export const FAULT_SEED = Number(process.env['KEFU_FAULT_SEED'] ?? Date.now() % 1_000_000);

export function seededChance(seed: number): Chance {
  let state = (seed * 2_654_435_761) >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return { between, pick: (all) => all[between(0, all.length - 1)]! };
}
