import type { ProviderHealth } from '../../ports/chat-model.ts';

export interface BreakerOptions {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** Milliseconds it stays open the first time; doubled with every probe that fails. */
  readonly openMs: number;
  readonly longestOpenMs: number;
}

export const DEFAULT_BREAKER: BreakerOptions = { failures: 3, openMs: 15_000, longestOpenMs: 300_000 };

/** Keeps calls from a provider that fails, and lets one through now and then to see whether it is back. */
export interface CircuitBreaker {
  /** Whether to call now; true takes the one probe of a half-open breaker. */
  enter(now: number): boolean;
  succeeded(): void;
  /** `final` opens it at once (wrong key); `waitMs` is what the provider asked for. */
  failed(now: number, final: boolean, waitMs?: number): void;
  /** The call ended without telling anything of the provider. */
  released(): void;
  state(now: number): Pick<ProviderHealth, 'state' | 'consecutiveFailures'>;
}

export function createCircuitBreaker(options: BreakerOptions = DEFAULT_BREAKER): CircuitBreaker {
  let consecutiveFailures = 0;
  let openUntil: number | undefined;
  let openMs = options.openMs;
  let probing = false;
  return {
    enter(now) {
      if (openUntil === undefined) return true;
      if (now < openUntil || probing) return false;
      probing = true;
      return true;
    },
    succeeded() {
      consecutiveFailures = 0;
      openUntil = undefined;
      openMs = options.openMs;
      probing = false;
    },
    failed(now, final, waitMs = 0) {
      consecutiveFailures += 1;
      const again = probing;
      probing = false;
      if (again) openMs = Math.min(openMs * 2, options.longestOpenMs);
      if (again || final || waitMs > 0 || consecutiveFailures >= options.failures) {
        // Calls that were under way when it opened must not shorten the pause.
        openUntil = Math.max(openUntil ?? 0, now + Math.max(openMs, waitMs));
      }
    },
    released() {
      probing = false;
    },
    state(now) {
      const state = openUntil === undefined ? 'closed' : probing || now >= openUntil ? 'half-open' : 'open';
      return { state, consecutiveFailures };
    },
  };
}
