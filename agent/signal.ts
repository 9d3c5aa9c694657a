/** Something changed, look again: waiters are woken together. Carries no data, so a missed call costs nothing that a look would not show. */
export class Signal {
  private readonly waiters = new Set<() => void>();

  /** Wakes everyone who waits now. */
  notify(): void {
    const woken = [...this.waiters];
    this.waiters.clear();
    for (const wake of woken) wake();
  }

  /** Resolves at the next notify, after `milliseconds`, or when `abort` is aborted. Never rejects. */
  wait(milliseconds: number, abort?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (abort?.aborted === true) {
        resolve();
        return;
      }
      const wake = (): void => {
        clearTimeout(timer);
        this.waiters.delete(wake);
        abort?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.waiters.add(wake);
      abort?.addEventListener('abort', wake, { once: true });
    });
  }
}
