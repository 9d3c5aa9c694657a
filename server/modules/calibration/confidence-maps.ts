import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import type { PersonPrincipal } from '../../ports/principal.ts';
import { ConfidenceMap, SHIPPED_FITS, SHIPPED_MAPS } from '../knowledge/confidence.ts';
import type { MapKind } from '../knowledge/confidence-features.ts';
import { once } from '../request/once.ts';
import { changeTenantSettings, tenantSettingsOf } from '../tenant/tenant.service.ts';
import type { TenantMaps } from './tenant-maps.ts';

/** A company's newest own map, with how far it and the one before are off on answers that neither was fitted on. */
export interface OwnMapFacts {
  readonly version: string;
  readonly fittedAt: Date;
  /** Labelled answers it was fitted on. */
  readonly answers: number;
  /** Expected calibration errors, 0–1; null when they were not measured. */
  readonly errorBefore: number | null;
  readonly errorAfter: number | null;
}

/** What measures confidence by words, or by words and meaning. */
export interface MapFacts {
  readonly kind: MapKind;
  readonly shipped: { readonly version: string; readonly fittedAt: Date; readonly questions: number };
  /** Null while there is none, or when it was fitted on another build's features. */
  readonly own: OwnMapFacts | null;
  /** Whether the own one is in use. */
  readonly usesOwn: boolean;
}

interface MapRow {
  readonly kind: string;
  readonly map: unknown;
  readonly version: string;
  readonly fittedAt: Date;
  readonly answers: number;
  readonly errorBefore: number | null;
  readonly errorAfter: number | null;
}

/** Both kinds of map as they serve a company. */
export async function confidenceMaps(em: EntityManager, tenantId: string): Promise<MapFacts[]> {
  const { useOwnMaps } = await tenantSettingsOf(em, tenantId);
  const rows = await em.execute<MapRow[]>(
    `select distinct on (kind) kind, map, version, fitted_at as "fittedAt", labels as answers,
       calibration_before as "errorBefore", calibration_after as "errorAfter"
     from confidence_map where tenant_id = ? order by kind, id desc`,
    [tenantId],
  );
  return (['keywords', 'meaning'] as const).map((kind): MapFacts => {
    const row = rows.find((one) => one.kind === kind);
    const own = row && ConfidenceMap.safeParse(row.map).success ? { ...row, fittedAt: new Date(row.fittedAt) } : null;
    const shipped = { version: SHIPPED_MAPS[kind].version, ...SHIPPED_FITS[kind] };
    return { kind, shipped, own, usesOwn: own !== null && useOwnMaps };
  });
}

/**
 * Measures confidence by the company's own maps, or goes back to the shipped ones; on this node from the next question on,
 * on others within a minute. Own maps are refitted meanwhile all the same, so that there is something to return to.
 */
export async function setOwnMaps(
  { database, tenantMaps }: { readonly database: Database; readonly tenantMaps: Pick<TenantMaps, 'reread'> },
  by: PersonPrincipal,
  { requestId, use }: { readonly requestId: string; readonly use: boolean },
): Promise<void> {
  const { tenantId } = by;
  const request = { tenantId, actor: `user:${by.id}`, requestId, name: 'setOwnMaps', input: { use } };
  await once({ database }, request, async (em) => {
    await changeTenantSettings(em, tenantId, { useOwnMaps: use });
    return { answer: {}, subject: `tenant:${tenantId}`, detail: { use } };
  });
  await tenantMaps.reread(tenantId);
}
