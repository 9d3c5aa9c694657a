import type { GatheredRow } from './steps/gather.ts';
import type { TurnClaim } from './turn.ts';

/** One try at a claimed turn. */
export interface TurnAttempt {
  readonly claim: TurnClaim;
  /** What the claim brought along of its turn; null when that was before new lines came: it is read anew. */
  readonly known: GatheredRow | null;
  /** Aborted when new lines came or the hub stops. */
  readonly signal: AbortSignal;
  /** Told the revision that was read: later ones end the attempt. */
  gathered(revision: number): void;
  /** Waits for what is not the hub's work, a model's answer: meanwhile other turns are taken up. */
  outside<T>(this: void, wait: () => Promise<T>): Promise<T>;
}
