import { pause, type Clock } from '../clock.ts';
import { backoff } from './backoff.ts';
import { HubFault, connectionFault } from './hub-fault.ts';
import { logIn, type Credentials, type Login } from './login.ts';
import type { Trouble } from './trouble.ts';

/** A refused key is tried again this seldom: an administrator may restore the agent, but nothing else will help. */
const REFUSED_WAIT_MS = 60_000;
/** A new token is fetched when this share of the old one's life is over. */
const RENEW_AT_SHARE = 0.9;
/** Longest delay a timer takes. */
const TIMER_LIMIT_MS = 2_147_483_647;

/** Keeps a token at hand and never gives up getting one. */
export class TokenKeeper {
  private readonly credentials: Credentials;
  private readonly clock: Clock;
  private readonly trouble: Trouble;
  private current: Login | undefined;
  private goodUntil = 0;
  private pending: Promise<void> | undefined;

  constructor(credentials: Credentials, clock: Clock, trouble: Trouble) {
    this.credentials = credentials;
    this.clock = clock;
    this.trouble = trouble;
  }

  /** The token now; '' before the first login. */
  get token(): string {
    return this.current?.token ?? '';
  }

  /** Milliseconds until the token should be replaced. */
  get remainingMs(): number {
    return Math.min(TIMER_LIMIT_MS, Math.max(0, this.goodUntil - this.clock.monotonic()));
  }

  /** Resolves when there is a token that is not about to end, or when aborted. Never rejects. */
  ensure(abort: AbortSignal): Promise<void> {
    if (this.current !== undefined && this.remainingMs > 0) return Promise.resolve();
    this.pending ??= this.fetch(abort).finally(() => {
      this.pending = undefined;
    });
    return this.pending;
  }

  /** The hub no longer takes this token. */
  drop(): void {
    this.goodUntil = 0;
  }

  private async fetch(abort: AbortSignal): Promise<void> {
    for (let tries = 0; !abort.aborted; tries += 1) {
      const fault = await this.tryOnce();
      if (fault === undefined) return;
      this.trouble.report(fault);
      const wait = fault.code === 'REFUSED' ? backoff(tries, REFUSED_WAIT_MS) : backoff(tries);
      await pause(wait, abort);
    }
  }

  private async tryOnce(): Promise<HubFault | undefined> {
    try {
      const started = this.clock.monotonic();
      const login = await logIn(this.credentials, this.clock);
      this.current = login;
      this.goodUntil = started + login.lifetimeMs * RENEW_AT_SHARE;
      this.trouble.measuredSkew(login.skewMs);
      return login.lifetimeMs > 0 ? undefined : new HubFault('BUSY', 'the token has no lifetime');
    } catch (error) {
      return connectionFault(error);
    }
  }
}
