import { createHash } from 'node:crypto';
import type { Database } from '../../ports/database.ts';
import { AppError } from '../../ports/errors.ts';
import { Media } from './media.entity.ts';

/** Largest picture or file that is taken, 20 MB. */
export const MAX_MEDIA_BYTES = 20 * 1024 * 1024;
const HASH = /^[0-9a-f]{64}$/;

/** Whether a text is the hex SHA-256 that media are named by. */
export function isMediaHash(text: string): boolean {
  return HASH.test(text);
}

/** A picture or file under its hash. */
export interface MediaBytes {
  readonly hash: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Stores bytes under their hash. BAD_INPUT when they are not what the hash says. */
export async function storeMedia(
  { database }: { database: Database },
  tenantId: string,
  { hash, contentType, bytes }: MediaBytes,
): Promise<'stored' | 'known'> {
  if (createHash('sha256').update(bytes).digest('hex') !== hash) throw new AppError('BAD_INPUT', { problem: 'hash' });
  const row = { tenantId, hash, contentType, size: bytes.length, bytes: Buffer.from(bytes) };
  return database.inTenant(tenantId, async (em) => {
    if ((await em.count(Media, { tenantId, hash })) > 0) return 'known';
    await em.upsert(Media, row, { onConflictAction: 'ignore' });
    return 'stored';
  });
}

/** Bytes of a tenant by hash; null when there are none. */
export function findMedia(
  { database }: { database: Database },
  tenantId: string,
  hash: string,
): Promise<MediaBytes | null> {
  return database.inTenant(tenantId, (em) => em.findOne(Media, { tenantId, hash }, { disableIdentityMap: true }));
}
