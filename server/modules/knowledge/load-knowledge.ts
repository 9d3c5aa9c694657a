import type { Database } from '../../ports/database.ts';
import type { Log } from '../../ports/log.ts';
import { TenantLookup } from '../tenant/tenant.entity.ts';
import { syncFolder } from './knowledge-folder.ts';
import type { KnowledgeIndex } from './knowledge-index.ts';
import { storeDocument } from './knowledge.service.ts';
import { readSampleKnowledge } from './sample-knowledge.ts';

/** Where the knowledge of the seeded tenants comes from. */
export interface KnowledgeSources {
  readonly own: { readonly tenantId: string; readonly folder: string } | null;
  /** Gets the sample knowledge. */
  readonly demoTenantId: string | null;
}

interface LoadServices {
  readonly database: Database;
  readonly knowledgeIndex: KnowledgeIndex;
  readonly log: Log;
}

/**
 * Brings stored knowledge up to date with its sources, then fills the index of every tenant. A folder that cannot be read
 * is logged and leaves what is stored; so does a refused file.
 */
export async function loadKnowledge(services: LoadServices, { own, demoTenantId }: KnowledgeSources): Promise<void> {
  if (demoTenantId !== null)
    await storeDocument(services, demoTenantId, { ...(await readSampleKnowledge()), source: 'sample' });
  if (own) await readOwnFolder(services, own);
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
