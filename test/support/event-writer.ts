import { randomUUID } from 'node:crypto';
import type { Database } from '../../server/ports/database.ts';

/** Makes a tenant that has nothing but a name. */
export async function createTenant(database: Database): Promise<string> {
  const id = randomUUID();
  await database.inTenant(id, (em) => em.execute('insert into tenant (id, name) values (?, ?)', [id, 'test']));
  return id;
}

/** Writes events in one transaction; `kind` tells them apart. */
export async function writeEvents(database: Database, tenantId: string, kinds: readonly string[]): Promise<void> {
  await database.inTenant(tenantId, async (em) => {
    for (const kind of kinds) await em.execute('insert into event (tenant_id, kind) values (?, ?)', [tenantId, kind]);
  });
}
