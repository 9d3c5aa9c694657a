import type { Database } from '../../ports/database.ts';
import { ConfidenceMap, type OwnMaps } from '../knowledge/confidence.ts';
import { Recent } from '../memory/recent.ts';
import { tenantSettingsOf } from '../tenant/tenant.service.ts';

/** Companies whose maps are remembered. */
const REMEMBERED = 1000;
/** A map that another hub refitted is used from here at the latest after this long. */
const STALE_MS = 60_000;

const NONE: OwnMaps = new Map();

/** The newest map of each kind that was refitted on a company's own outcomes; empty until there is one, or when it is not wanted. */
export class TenantMaps {
  readonly #services: { readonly database: Database };
  readonly #known = new Recent<{ readAt: number; maps: OwnMaps }>(REMEMBERED);

  constructor(services: { readonly database: Database }) {
    this.#services = services;
  }

  /** At once, never waiting: maps are read in the background and used from then on. */
  mapsFor(tenantId: string): OwnMaps {
    const known = this.#known.get(tenantId);
    if (known !== undefined && Date.now() - known.readAt < STALE_MS) return known.maps;
    const maps = known?.maps ?? NONE;
    this.#known.set(tenantId, { readAt: Date.now(), maps });
    // When the database is away the maps known so far serve on; the next look is a minute later.
    this.reread(tenantId).catch(() => undefined);
    return maps;
  }

  /** Reads them now: somebody chose others. */
  async reread(tenantId: string): Promise<void> {
    this.#known.set(tenantId, { readAt: Date.now(), maps: await readOwnMaps(this.#services, tenantId) });
  }
}

/**
 * Reads a company's own maps: none when it chose the shipped ones; one of another build's features is left out, so that the
 * shipped one serves.
 */
export async function readOwnMaps({ database }: { readonly database: Database }, tenantId: string): Promise<OwnMaps> {
  const rows = await database.inTenant(tenantId, async (em) => {
    if (!(await tenantSettingsOf(em, tenantId)).useOwnMaps) return [];
    return await em.execute<{ kind: string; map: unknown }[]>(
      'select distinct on (kind) kind, map from confidence_map where tenant_id = ? order by kind, id desc',
      [tenantId],
    );
  });
  const maps = new Map<string, ConfidenceMap>();
  for (const { kind, map } of rows) {
    const read = ConfidenceMap.safeParse(map);
    if (read.success) maps.set(kind, read.data);
  }
  return maps;
}
