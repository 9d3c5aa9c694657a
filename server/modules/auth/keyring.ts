import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** What a key of the ring is for; every purpose has its own, so that one cannot stand in for another. */
type Purpose = 'token' | 'lookup' | 'derive' | 'media';

const KEY_BYTES = 32;

/**
 * Keys derived from the hub's one secret. Secrets that are shown once (agent keys, link codes, refresh tokens) are derived
 * from what names them, so that a repeated request can be answered again although only their hash is stored.
 */
export class Keyring {
  readonly #keys: Readonly<Record<Purpose, Uint8Array>>;

  /** `secret` has at least 32 bytes; config.ts refuses shorter ones. */
  constructor(secret: Uint8Array) {
    const key = (purpose: Purpose): Uint8Array =>
      new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), `kefu-hub ${purpose}`, KEY_BYTES));
    this.#keys = { token: key('token'), lookup: key('lookup'), derive: key('derive'), media: key('media') };
  }

  /** Key that signs tokens (HS256). */
  get tokenKey(): Uint8Array {
    return this.#keys.token;
  }

  /** Blind index of a text, to be stored outside the tenants' wall. */
  lookupHash(kind: 'email' | 'agent-key' | 'link' | 'refresh', text: string): string {
    return this.#mac('lookup', [kind, text], 'hex');
  }

  /** A secret that only this hub can make again from the same parts. 43 characters of base64url, 256 bits. */
  derivedSecret(kind: 'agent-key' | 'link' | 'refresh', parts: readonly string[]): string {
    return this.#mac('derive', [kind, ...parts], 'base64url');
  }

  /** Signature for a media address. */
  mediaSignature(parts: readonly string[]): string {
    return this.#mac('media', parts, 'base64url');
  }

  /** Compares in constant time. */
  isMediaSignature(parts: readonly string[], signature: string): boolean {
    const expected = Buffer.from(this.mediaSignature(parts));
    const given = Buffer.from(signature);
    return expected.length === given.length && timingSafeEqual(expected, given);
  }

  #mac(purpose: Purpose, parts: readonly string[], encoding: 'hex' | 'base64url'): string {
    return createHmac('sha256', this.#keys[purpose]).update(JSON.stringify(parts)).digest(encoding);
  }
}
