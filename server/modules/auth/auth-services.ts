import type { Database } from '../../ports/database.ts';
import type { Wake } from '../../ports/wake.ts';
import { AttemptLimiter } from './attempt-limiter.ts';
import type { Keyring } from './keyring.ts';
import { Liveness } from './liveness.ts';
import { Tokens } from './tokens.ts';

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

/** Builds them; the address that links begin with may become known later. */
export function createAuthServices(
  services: Pick<AuthServices, 'database' | 'wake'>,
  keyring: Keyring,
  address: { readonly url: string },
): AuthServices {
  return {
    ...services,
    keyring,
    tokens: new Tokens(keyring),
    liveness: new Liveness(services.database),
    attempts: new AttemptLimiter(),
    get publicUrl() {
      return address.url;
    },
  };
}
