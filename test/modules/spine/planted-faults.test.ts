import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../../support/database.ts';
import { interleave } from '../../support/spine/interleaving/interleave.ts';
import { plant, PLANTED_FAULTS } from '../../support/spine/interleaving/planted-faults.ts';
import { openBed, type SpineBed } from '../../support/spine/spine-bed.ts';

/*
 * The interleavings are worth what they find: each fault is planted in the SQL of a scratch database, and within a few
 * histories the checker must report it.
 */
const MOST = 150;

describe(`a fault planted in the spine, on ${databaseKinds().at(-1)}`, () => {
  let bed: SpineBed;
  beforeAll(async () => {
    bed = await openBed(databaseKinds().at(-1)!);
  });
  afterAll(() => bed?.close());

  it.each(PLANTED_FAULTS)('is found: $name', { timeout: 600_000 }, async (fault) => {
    const takeOut = await plant(bed, fault);
    try {
      let found = '';
      const seeds = [fault.seed, ...Array.from({ length: MOST }, (_, index) => index + 1)];
      for (let seed = seeds.shift(); found === '' && seed !== undefined; seed = seeds.shift()) {
        ({ violations: found } = await interleave(bed, seed, { steps: 160, atOnce: 1 }));
      }
      expect(found, `${MOST} histories found nothing`).not.toBe('');
    } finally {
      await takeOut();
    }
  });
});
