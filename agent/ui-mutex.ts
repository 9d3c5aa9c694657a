/** One queue for everything that touches WeChat's windows: reading and typing never overlap. First come, first served. */
export class UiMutex {
  private last: Promise<void> = Promise.resolve();

  /** Runs `work` alone; rejects as `work` does, and lets the next one go on either way. */
  run<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.last.then(work);
    this.last = result.then(
      () => undefined,
      () => undefined,
    );
    return result;
  }
}
