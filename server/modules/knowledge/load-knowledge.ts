import type { Log } from '../../ports/log.ts';
import type { Database } from '../../ports/database.ts';
import { TenantLookup } from '../tenant/tenant.entity.ts';
import { syncFolder } from './knowledge-folder.ts';
import { fillIndex, type KnowledgeServices, storeDocument } from './knowledge.service.ts';
import { readSampleKnowledge } from './sample-knowledge.ts';

/** Where the knowledge of the seeded tenants comes from. */
export interface KnowledgeSources {
  readonly own: { readonly tenantId: string; readonly folder: string } | null;
  /** Gets the sample knowledge. */
  readonly demoTenantId: string | null;
}

/**
 * Brings stored knowledge up to date with its sources, then fills the index of every tenant. A folder that cannot be read
 * is logged and leaves what is stored; so does a refused file.
 */
export async function loadKnowledge(
  services: KnowledgeServices & { log: Log },
  { own, demoTenantId }: KnowledgeSources,
): Promise<void> {
  if (demoTenantId !== null) await storeDocument(services, demoTenantId, await readSampleKnowledge());
  if (own) await readOwnFolder(services, own);
  for (const tenantId of await allTenants(services)) await fillIndex(services, tenantId);
}

async function readOwnFolder(
  services: KnowledgeServices & { log: Log },
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

async function allTenants({ database }: { database: Database }): Promise<string[]> {
  const rows = await database.outside((em) => em.find(TenantLookup, {}, { disableIdentityMap: true }));
  return rows.map((row) => row.tenantId);
}
