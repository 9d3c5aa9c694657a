import { describe, expect, it } from 'vitest';
import { databaseKinds, type DatabaseKind } from '../../support/database.ts';
import { interleave, type Interleaving } from '../../support/spine/interleaving/interleave.ts';
import { openBed } from '../../support/spine/spine-bed.ts';

/*
 * Histories that a seed decides: agents, operators, workers, sweeper, customers and a phone act step by step, die, stand
 * still, repeat themselves and lose answers; then everything comes to rest and the history is checked. One actor acts at a
 * time, so that a seed gives the same history again; on PostgreSQL four act at once in every second history.
 *
 * KEFU_INTERLEAVINGS=10000 plays more of them and says every 500 what was met so far, KEFU_INTERLEAVING_SEED=n begins with
 * seed n (with KEFU_INTERLEAVINGS=1: only it), KEFU_INTERLEAVING_DATABASE=postgres or pglite leaves the other out,
 * KEFU_INTERLEAVING_LANES=4 plays four histories side by side, each in a database of its own: on a busy machine this is faster.
 * What was run with how many stands in bench/README.md.
 */
const WANTED = Number(process.env['KEFU_INTERLEAVINGS'] ?? 20);
const FIRST = Number(process.env['KEFU_INTERLEAVING_SEED'] ?? 1);
const LANES = Number(process.env['KEFU_INTERLEAVING_LANES'] ?? 1);
const ONLY = process.env['KEFU_INTERLEAVING_DATABASE'];
/** Milliseconds for one history on a machine that is busy with other things. */
const PATIENCE_MS = 8_000;
/** Histories that share a database: what they leave in it makes the next ones slower. */
const PER_DATABASE = 500;
/** So many that failed say enough. */
const FAILURES = 5;

type Failure = Pick<Interleaving, 'seed' | 'violations' | 'trace'>;

describe.each(databaseKinds().filter((kind) => ONLY === undefined || kind === ONLY))('interleavings on %s', (kind) => {
  it('keep every invariant', { timeout: WANTED * PATIENCE_MS }, async () => {
    const failures: Failure[] = [];
    const met = new Map<string, number>();
    for (let seed = FIRST; seed < FIRST + WANTED && failures.length < FAILURES; seed += PER_DATABASE) {
      const seeds = Array.from({ length: Math.min(PER_DATABASE, FIRST + WANTED - seed) }, (_, index) => seed + index);
      const lanes = Array.from({ length: LANES }, () => playLane({ kind, seeds, failures, met }));
      await Promise.all(lanes);
      if (WANTED > PER_DATABASE) report(seed + PER_DATABASE - FIRST, failures, met);
    }
    expect(failures).toEqual([]);
  });
});

interface Run {
  readonly kind: DatabaseKind;
  /** What is still to be played. */
  readonly seeds: number[];
  readonly failures: Failure[];
  /** What happened in all histories, by name. */
  readonly met: Map<string, number>;
}

async function playLane({ kind, seeds, failures, met }: Run): Promise<void> {
  const bed = await openBed(kind);
  try {
    for (let seed = seeds.shift(); seed !== undefined && failures.length < FAILURES; seed = seeds.shift()) {
      const atOnce = kind === 'postgres' && seed % 2 === 0 ? 4 : 1;
      const { violations, trace, seen } = await interleave(bed, seed, { steps: 160, atOnce });
      if (violations !== '') failures.push({ seed, violations, trace });
      for (const [what, times] of seen) met.set(what, (met.get(what) ?? 0) + times);
    }
  } finally {
    await bed.close();
  }
}

function report(played: number, failures: readonly Failure[], met: ReadonlyMap<string, number>): void {
  const figures = [...met].toSorted(([a], [b]) => a.localeCompare(b)).map(([what, times]) => `${what} ${times}`);
  const failed = failures.map(({ seed, violations }) => `seed ${seed}: ${violations.split('\n')[0]}`);
  process.stdout.write(
    `${new Date().toISOString()} ${Math.min(played, WANTED)} histories, ${failures.length} failed\n${[...failed, figures.join(', ')].join('\n')}\n`,
  );
}
