const FIRST_MS = 500;
const CAP_MS = 20_000;
/** Doubling stops here; 2 ** 6 × 0.5 s is above the cap. */
const DOUBLINGS = 6;

/** Milliseconds to wait before try number `tries` (0 = the first again): doubling to a cap, spread so that agents do not return all at once. */
export function backoff(tries: number, cap = CAP_MS): number {
  const ceiling = Math.min(cap, FIRST_MS * 2 ** Math.min(tries, DOUBLINGS));
  return ceiling * (0.5 + Math.random() / 2);
}
