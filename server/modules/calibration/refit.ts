import type { EntityManager } from '@mikro-orm/postgresql';
import type { Database } from '../../ports/database.ts';
import { SHIPPED_MAPS } from '../knowledge/confidence.ts';
import { refitMap, type RefittedMap } from '../knowledge/refit-map.ts';

/** Labels that maps are fitted on, newest first: older ones tell of another knowledge base. */
const LABELS_USED = 5000;
/** New labels after which another fit is worth its time (about 0.1 s for 1,000 labels). */
const LABELS_BETWEEN = 20;

interface Labels {
  readonly total: number;
  readonly newest: readonly { readonly features: Record<string, number>; readonly right: boolean }[];
}

/**
 * Fits a company's own confidence maps on what became of its answers, once enough new labels have come; answers their
 * versions. A map that would not be better on labels left out is not kept: the one before serves on.
 */
export async function refitConfidence(
  { database }: { readonly database: Database },
  tenantId: string,
): Promise<readonly string[]> {
  const labels = await database.inTenant(tenantId, (em) => readLabels(em, tenantId));
  if (labels === null) return [];
  const refitted = Object.values(SHIPPED_MAPS).flatMap((shipped) => refitMap(shipped, labels.newest) ?? []);
  await database.inTenant(tenantId, (em) => keep(em, tenantId, { total: labels.total, refitted }));
  return refitted.map(({ map }) => map.version);
}

/** Null while too few are new since the last fit. */
async function readLabels(em: EntityManager, tenantId: string): Promise<Labels | null> {
  const [count] = await em.execute<{ total: number; fitted: number }[]>(
    `select count(*)::int as total, coalesce((select labels_fitted from label_cursor where tenant_id = ?), 0) as fitted
     from answer_label where tenant_id = ?`,
    [tenantId, tenantId],
  );
  if (!count || count.total - count.fitted < LABELS_BETWEEN) return null;
  const newest = await em.execute<Labels['newest'][number][]>(
    'select features, was_right as right from answer_label where tenant_id = ? order by turn_id desc limit ?',
    [tenantId, LABELS_USED],
  );
  return { total: count.total, newest };
}

async function keep(
  em: EntityManager,
  tenantId: string,
  { total, refitted }: { readonly total: number; readonly refitted: readonly RefittedMap[] },
): Promise<void> {
  await em.execute('update label_cursor set labels_fitted = ? where tenant_id = ?', [total, tenantId]);
  for (const { map, outcomes, ...of } of refitted) {
    await em.execute(
      `insert into confidence_map (tenant_id, kind, version, map, labels, error_before, error_after, calibration_before, calibration_after)
       values (?, ?, ?, ?::jsonb, ?, ?, ?, ?, ?)`,
      [
        tenantId,
        map.kind,
        map.version,
        JSON.stringify(map),
        outcomes,
        of.errorBefore,
        of.errorAfter,
        of.calibrationBefore,
        of.calibrationAfter,
      ],
    );
  }
}
