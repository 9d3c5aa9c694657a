/** Time as the hub's process sees it; what must agree between nodes uses the database's time instead. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };
