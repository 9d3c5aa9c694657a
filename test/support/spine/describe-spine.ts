import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { databaseKinds } from '../database.ts';
import { openBed, type SpineBed } from './spine-bed.ts';
import { createWorld, type World } from './spine-world.ts';

/** The same tests of the spine on PGlite and, where the machine has it, on PostgreSQL; each test gets a tenant of its own. */
export function describeSpine(subject: string, tests: (world: () => World, bed: () => SpineBed) => void): void {
  describe.each(databaseKinds())(`${subject} on %s`, (kind) => {
    let bed: SpineBed | undefined;
    let world: World | undefined;
    beforeAll(async () => {
      bed = await openBed(kind);
    });
    afterAll(() => bed?.close());
    beforeEach(async () => {
      world = await createWorld(open(bed));
    });
    tests(
      () => open(world),
      () => open(bed),
    );
  });
}

function open<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the database is open in tests and hooks only');
  return value;
}
