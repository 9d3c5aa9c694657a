import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confidenceMaps, setOwnMaps } from '../../../server/modules/calibration/confidence-maps.ts';
import { refitConfidence } from '../../../server/modules/calibration/refit.ts';
import { readOwnMaps, TenantMaps } from '../../../server/modules/calibration/tenant-maps.ts';
import { SHIPPED_FITS, SHIPPED_MAPS } from '../../../server/modules/knowledge/confidence.ts';
import { FEATURE_NAMES, featureRow } from '../../../server/modules/knowledge/confidence-features.ts';
import { predict } from '../../../server/modules/knowledge/fit-logistic.ts';
import type { Database } from '../../../server/ports/database.ts';
import { databaseKinds, openTestDatabase } from '../../support/database.ts';
import { waitUntil } from '../../support/wait-until.ts';

/** Features between nothing and certainty, as turns have them. */
function features(share: number): Record<string, number> {
  return Object.fromEntries(FEATURE_NAMES.keywords.map((name) => [name, name === 'length' ? 2 : share]));
}

describe.each(databaseKinds())('maps refitted on %s', (kind) => {
  let opened: Awaited<ReturnType<typeof openTestDatabase>>;
  let database: Database;
  beforeAll(async () => {
    opened = await openTestDatabase(kind);
    database = opened.database;
  });
  afterAll(() => opened.close());

  async function tenant(): Promise<string> {
    const tenantId = randomUUID();
    await database.inTenant(tenantId, async (em) => {
      await em.execute('insert into tenant (id, name) values (?, ?)', [tenantId, '澄川']);
      await em.execute('insert into label_cursor (tenant_id, turn_id) values (?, 0)', [tenantId]);
    });
    return tenantId;
  }

  let turn = 0;
  function label(tenantId: string, rows: readonly { share: number; right: boolean }[]): Promise<unknown> {
    return database.inTenant(tenantId, async (em) => {
      for (const { share, right } of rows) {
        turn += 1;
        await em.execute(
          `insert into answer_label (turn_id, tenant_id, confidence, features, map_version, was_right, source) values (?, ?, 0.8, ?::jsonb, 'x', ?, 'customer')`,
          [String(turn), tenantId, JSON.stringify(features(share)), right],
        );
      }
    });
  }
  /** A company whose passages are right less often than their features look. */
  const sobering = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ share: 0.5 + (index % 10) / 20, right: index % 4 === 0 }));

  it('waits for enough labels, then keeps a map that is better on those left out', async () => {
    const tenantId = await tenant();
    await label(tenantId, sobering(19));
    expect(await refitConfidence({ database }, tenantId)).toEqual([]);
    expect((await readOwnMaps({ database }, tenantId)).size).toBe(0);
    await label(tenantId, sobering(181));
    const [version] = await refitConfidence({ database }, tenantId);
    expect(version).toContain('+200');
    const own = (await readOwnMaps({ database }, tenantId)).get('keywords');
    const row = featureRow(features(0.8), 'keywords') ?? [];
    expect(predict(own!.model, row)).toBeLessThan(predict(SHIPPED_MAPS.keywords.model, row));
    expect(await refitConfidence({ database }, tenantId)).toEqual([]);
  });

  it('serves a company’s own map from the next look on, and nobody else’s', async () => {
    const tenantId = await tenant();
    await label(tenantId, sobering(200));
    await refitConfidence({ database }, tenantId);
    const maps = new TenantMaps({ database });
    expect(maps.mapsFor(tenantId).size).toBe(0);
    await waitUntil(() => maps.mapsFor(tenantId).size === 1 || undefined, { for: 'its own map' });
    const other = await tenant();
    maps.mapsFor(other);
    expect((await readOwnMaps({ database }, other)).size).toBe(0);
  });

  it('leaves a map of another build aside', async () => {
    const tenantId = await tenant();
    await database.inTenant(tenantId, (em) =>
      em.execute(
        `insert into confidence_map (tenant_id, kind, version, map, labels, error_before, error_after) values (?, 'keywords', 'old', '{"kind":"keywords","features":["gone"]}', 1, 1, 1)`,
        [tenantId],
      ),
    );
    expect((await readOwnMaps({ database }, tenantId)).size).toBe(0);
  });

  it('says which maps there are and how far each is off, and goes back to the shipped ones and on again', async () => {
    const tenantId = await tenant();
    await label(tenantId, sobering(200));
    await refitConfidence({ database }, tenantId);
    const tenantMaps = new TenantMaps({ database });
    const facts = () => database.inTenant(tenantId, (em) => confidenceMaps(em, tenantId));
    const [keywords, meaning] = await facts();
    expect(keywords).toMatchObject({
      kind: 'keywords',
      usesOwn: true,
      shipped: { version: SHIPPED_MAPS.keywords.version, questions: SHIPPED_FITS.keywords.questions },
      own: { version: expect.stringContaining('+200'), answers: 200 },
    });
    expect(keywords?.own?.errorAfter).toBeLessThan(0.15);
    expect(keywords?.own?.errorBefore).toBeGreaterThan(0.3);
    expect(meaning).toMatchObject({ kind: 'meaning', own: null, usesOwn: false });

    const by = {
      kind: 'user',
      role: 'admin',
      tenantId,
      id: '1',
      name: '林珊',
      authSessionId: '1',
      expiresAt: new Date(),
    } as const;
    await setOwnMaps({ database, tenantMaps }, by, { requestId: randomUUID(), use: false });
    expect(tenantMaps.mapsFor(tenantId).size).toBe(0);
    expect((await facts())[0]).toMatchObject({ usesOwn: false, own: { answers: 200 } });
    await setOwnMaps({ database, tenantMaps }, by, { requestId: randomUUID(), use: true });
    expect(tenantMaps.mapsFor(tenantId).size).toBe(1);
    const audit = await database.inTenant(tenantId, (em) =>
      em.execute('select action, detail from audit where tenant_id = ? order by id', [tenantId]),
    );
    expect(audit).toEqual([
      { action: 'setOwnMaps', detail: { use: false } },
      { action: 'setOwnMaps', detail: { use: true } },
    ]);
  });
});
