/** Lets a test hold another piece of work at a point: `reached` when it is there, `release` to let it go on. */
export interface Checkpoint {
  readonly reached: Promise<void>;
  release(): void;
  /** Called by the work that is held. */
  pass(): Promise<void>;
}

export function createCheckpoint(): Checkpoint {
  const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  return {
    reached: reached.promise,
    release: () => released.resolve(),
    pass: () => {
      reached.resolve();
      return released.promise;
    },
  };
}
