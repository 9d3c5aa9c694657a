import type { Database } from '../../ports/database.ts';
import type { Wake } from '../../ports/wake.ts';
import type { AttemptLimiter } from './attempt-limiter.ts';
import type { Keyring } from './keyring.ts';
import type { Liveness } from './liveness.ts';
import type { Tokens } from './tokens.ts';

/** What signing in, inviting and giving out keys needs. */
export interface AuthServices {
  readonly database: Database;
  readonly wake: Wake;
  readonly keyring: Keyring;
  readonly tokens: Tokens;
  readonly liveness: Liveness;
  /** For every way of signing in. */
  readonly attempts: AttemptLimiter;
  /** Where people and agents reach this hub, without a slash at the end. */
  readonly publicUrl: string;
}
