import { brokenCall, type CallFailure, endedCall } from './model-failure.ts';

/** How long a call may take, and what is thrown when it takes longer. */
export interface CallLimits {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Makes the port's error of a failure. */
  readonly fail: (failure: CallFailure) => Error;
}

/** One call that ends with its time-out or the caller's signal even when the client behind it does not heed them. */
export async function within<T>(
  { signal: caller, timeoutMs, fail }: CallLimits,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const timeout = AbortSignal.timeout(Math.ceil(timeoutMs));
  const signal = AbortSignal.any([caller, timeout]);
  const ended = Promise.withResolvers<never>();
  const end = (): void => ended.reject(fail(endedCall(signal.reason)));
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([call(signal), ended.promise]);
  } catch (cause) {
    if (timeout.aborted && !caller.aborted)
      throw fail(brokenCall(`no answer within ${Math.ceil(timeoutMs)} ms`, cause));
    throw cause;
  } finally {
    signal.removeEventListener('abort', end);
  }
}
