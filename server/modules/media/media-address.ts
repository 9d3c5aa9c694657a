import type { Keyring } from '../auth/keyring.ts';

const HOUR_MS = 3_600_000;

/** Path of a picture or file that a browser can show without a header; good for one to two hours, the same within an hour. */
export function mediaAddress(
  keyring: Keyring,
  { tenantId, hash }: { tenantId: string; hash: string },
  now: number,
): string {
  const expires = (Math.floor(now / HOUR_MS) + 2) * HOUR_MS;
  const query = new URLSearchParams({ tenant: tenantId, expires: String(expires) });
  query.set('signature', keyring.mediaSignature([tenantId, hash, String(expires)]));
  return `/media/${hash}?${query}`;
}

/** The tenant a signed address names; null when it is not signed by this hub or too old. */
export function tenantOfAddress(
  keyring: Keyring,
  hash: string,
  { query, now }: { query: URLSearchParams; now: number },
): string | null {
  const [tenantId, expires, signature] = ['tenant', 'expires', 'signature'].map((name) => query.get(name) ?? '') as [
    string,
    string,
    string,
  ];
  const signed = keyring.isMediaSignature([tenantId, hash, expires], signature);
  return signed && Number(expires) > now ? tenantId : null;
}
