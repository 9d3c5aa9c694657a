import type { Database } from '../../ports/database.ts';
import type { Log } from '../../ports/log.ts';
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
  readonly knowledgeIndex: KnowledgeIndex;
  readonly log: Log;
}

/**
 * Brings stored knowledge up to date with its sources, then fills the index of every tenant. A folder that cannot be read
 * is logged and leaves what is stored; so does a refused file.
 */
export async function loadKnowledge(
  services: LoadServices,
  folder: string | null,
  { own, demo }: SeededTenants,
): Promise<void> {
  // The sample is ours and is read here: a process of its own would make the first start slower.
  const { database } = services;
  if (demo) await storeDocument({ database }, demo.tenantId, { ...(await readSampleKnowledge()), source: 'sample' });
  if (own && folder !== null) await readOwnFolder(services, { tenantId: own.tenantId, folder });
  for (const tenantId of await allTenants(services)) await services.knowledgeIndex.sync(tenantId);
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
    log.warn('the knowledge folder could not be read', error, { folder });
  }
}

/** Ids of all tenants of the hub. */
export async function allTenants({ database }: { database: Database }): Promise<string[]> {
  const rows = await database.outside((em) => em.find(TenantLookup, {}, { disableIdentityMap: true }));
  return rows.map((row) => row.tenantId);
}
