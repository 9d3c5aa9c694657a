/**
 * An iterator that can be ended while it waits. A generator's own `return` comes only after the `await` it is stuck in;
 * here the signal ends that wait first.
 */
export function stoppable<T>(
  start: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>,
): AsyncIterableIterator<T, void, undefined> {
  const stop = new AbortController();
  const items = start(stop.signal);
  return {
    next: () => items.next(),
    return: () => {
      stop.abort();
      return items.return();
    },
    throw: (error: unknown) => {
      stop.abort();
      return items.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
