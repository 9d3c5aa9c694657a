import type { Database } from '../../ports/database.ts';
import type { DocumentReader } from '../../ports/document-reader.ts';
import type { Log } from '../../ports/log.ts';
import type { Wake } from '../../ports/wake.ts';
import { TenantLookup } from '../tenant/tenant.entity.ts';
import { type FolderServices, syncFolder } from './knowledge-folder.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';
import { storeDocument } from './knowledge.service.ts';
import { readSampleKnowledge } from './sample-knowledge.ts';

/** The seeded tenants: the owner's, and the demo, which gets the sample knowledge. */
export interface SeededTenants {
  readonly own: { readonly tenantId: string } | null;
  readonly demo: { readonly tenantId: string } | null;
}

interface LoadServices extends FolderServices {
  /** Reads what we ship, in this process. */
  readonly ownTextsReader: DocumentReader;
  readonly knowledgeIndex: KnowledgeIndex;
  readonly wake: Wake;
  readonly log: Log;
}

/**
 * Brings stored knowledge up to date with its sources, then fills the index of every tenant and tells whoever embeds, here
 * and on other nodes. A folder that cannot be read is logged and leaves what is stored; so does a refused file. Rejects when
 * a tenant's index could not be filled, after all others.
 */
export async function loadKnowledge(
  services: LoadServices,
  folder: string | null,
  { own, demo }: SeededTenants,
): Promise<void> {
  const { database, ownTextsReader: documentReader, signal } = services;
  if (demo) {
    const sample = { ...(await readSampleKnowledge()), source: 'sample' as const };
    await storeDocument({ database, documentReader, signal }, demo.tenantId, sample);
  }
  if (own && folder !== null) await readOwnFolder(services, { tenantId: own.tenantId, folder });
  const failures: unknown[] = [];
  for (const tenantId of await allTenants(services)) {
    signal.throwIfAborted();
    try {
      await services.knowledgeIndex.sync(tenantId, signal);
      services.wake.publish('knowledge', tenantId);
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} indexes could not be filled`);
}

async function readOwnFolder(
  services: LoadServices,
  { tenantId, folder }: { tenantId: string; folder: string },
): Promise<void> {
  const { log } = services;
  try {
    const { refused, ...counts } = await syncFolder(services, tenantId, folder);
    log.info('the knowledge folder was read', { ...counts, refused: refused.length });
    for (const { fileName, code } of refused) log.warn('a knowledge file was refused', code, { fileName });
  } catch (error) {
    services.signal.throwIfAborted();
    log.warn('the knowledge folder could not be read', error, { folder });
  }
}

/** Ids of all tenants of the hub. */
export async function allTenants({ database }: { database: Database }): Promise<string[]> {
  const rows = await database.outside((em) => em.find(TenantLookup, {}, { disableIdentityMap: true }));
  return rows.map((row) => row.tenantId);
}
