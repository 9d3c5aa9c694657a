import { type AcceptBatcher, createAcceptBatcher } from '../../server/modules/message/accept-batcher.ts';
import type { Database } from '../../server/ports/database.ts';
import type { Wake } from '../../server/ports/wake.ts';

/** The peer: the same function of the database, but every request is a call and a transaction of its own, all at once. */
export function createSingleAccept(database: Database, wake: Wake): AcceptBatcher {
  return { accept: (tenantId, rows) => createAcceptBatcher(database, wake).accept(tenantId, rows) };
}
