/** What lets a person in: a short-lived token and what renews it. Times are ISO 8601. */
export interface Pass {
  readonly token: string;
  readonly refreshToken: string | null;
  readonly expiresAt: string;
}

export interface TokenSourceOptions {
  read(): Pass | undefined;
  /** Asks the hub for a new pass and keeps it; undefined when the hub refuses, rejects when the hub cannot be reached. */
  renew(refreshToken: string): Promise<Pass | undefined>;
  /** The pass is worth nothing any more. */
  reject(): void;
  /** The hub's time in milliseconds. */
  now(): number;
}

/** Renew this long before the end, so that a request under way is not cut off. */
const MARGIN_MS = 60_000;

/** Hands out a token that still holds. Many callers at once cause one renewal. */
export function createTokenSource(options: TokenSourceOptions): { fresh(): Promise<string | undefined> } {
  let renewing: Promise<string | undefined> | undefined;

  async function renew(pass: Pass): Promise<string | undefined> {
    const left = Date.parse(pass.expiresAt) - options.now();
    if (!pass.refreshToken) {
      if (left > 0) return pass.token;
      options.reject();
      return undefined;
    }
    try {
      const next = await options.renew(pass.refreshToken);
      if (!next) options.reject();
      return next?.token;
    } catch {
      // The hub is out of reach: the old token may still do, and the next call tries again.
      return pass.token;
    }
  }

  return {
    async fresh() {
      const pass = options.read();
      if (!pass) return undefined;
      if (Date.parse(pass.expiresAt) - options.now() > MARGIN_MS) return pass.token;
      renewing ??= renew(pass).finally(() => {
        renewing = undefined;
      });
      return await renewing;
    },
  };
}
