import type { Database } from '../../ports/database.ts';
import type { Keyring } from '../auth/keyring.ts';
import { tenantOfAddress } from './media-address.ts';
import { findMedia, MAX_MEDIA_BYTES, type MediaBytes, storeMedia } from './media.service.ts';

/** Pictures and files of chats, for whoever takes and gives them over HTTP. */
export function mediaStore(services: { readonly database: Database; readonly auth: { readonly keyring: Keyring } }) {
  return {
    maxBytes: MAX_MEDIA_BYTES,
    store: (tenantId: string, media: MediaBytes) => storeMedia(services, tenantId, media),
    find: (tenantId: string, hash: string) => findMedia(services, tenantId, hash),
    tenantOfAddress: (hash: string, query: URLSearchParams) =>
      tenantOfAddress(services.auth.keyring, hash, { query, now: Date.now() }),
  };
}
