import { AppError } from '../../ports/errors.ts';

interface Bucket {
  tokens: number;
  refilledAt: number;
}

/** Names that are remembered; beyond them the one used longest ago is forgotten. */
const MAX_NAMES = 10_000;

/** How fast attempts may come. */
interface AttemptRate {
  /** Attempts that may come at once. */
  readonly burst: number;
  /** Attempts a minute after that. */
  readonly perMinute: number;
}

/** What attempts are counted by: an address may be shared by a whole company, an account is one person's or agent's. */
export type AttemptName = `address:${string}` | `account:${string}`;

const RATES: Readonly<Record<'address' | 'account', AttemptRate>> = {
  address: { burst: 200, perMinute: 60 },
  account: { burst: 10, perMinute: 10 },
};

/** Slows down guessing: a bucket of attempts for each name. */
export class AttemptLimiter {
  readonly #now: () => number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Takes one attempt of each name; LIMIT_RATE with the seconds to wait when one of them has none left. */
  take(names: readonly AttemptName[]): void {
    const waits = names.map((name) => ((1 - this.#bucket(name).tokens) * 60) / rateOf(name).perMinute);
    const longest = Math.max(...waits);
    if (longest > 0) throw new AppError('LIMIT_RATE', { retryAfterSeconds: Math.ceil(longest) });
    for (const name of names) this.#bucket(name).tokens -= 1;
  }

  /** Gives the attempts back after a success, so that only failures count. */
  forgive(names: readonly AttemptName[]): void {
    for (const name of names) {
      const bucket = this.#bucket(name);
      bucket.tokens = Math.min(rateOf(name).burst, bucket.tokens + 1);
    }
  }

  #bucket(name: AttemptName): Bucket {
    const now = this.#now();
    const { burst, perMinute } = rateOf(name);
    const bucket = this.#buckets.get(name) ?? { tokens: burst, refilledAt: now };
    const earned = ((now - bucket.refilledAt) / 60_000) * perMinute;
    bucket.tokens = Math.min(burst, bucket.tokens + earned);
    bucket.refilledAt = now;
    this.#buckets.delete(name);
    this.#buckets.set(name, bucket);
    const oldest = this.#buckets.keys().next().value;
    if (this.#buckets.size > MAX_NAMES && oldest !== undefined) this.#buckets.delete(oldest);
    return bucket;
  }
}

function rateOf(name: AttemptName): AttemptRate {
  return name.startsWith('address:') ? RATES.address : RATES.account;
}
