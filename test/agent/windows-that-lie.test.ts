import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BenchOfWindows, NO_FAULTS } from './support/bench-of-windows.ts';

let bench: BenchOfWindows;

beforeEach(() => {
  bench = new BenchOfWindows();
});

afterEach(() => bench.dispose());

describe('windows that lie', () => {
  const SEEDS = Array.from({ length: 12 }, (_, place) => place + 1);
  const FAULTS = { ...NO_FAULTS, drop: 0.1, duplicate: 0.1, reorder: 0.1, hide: 0.15 };

  it.each(SEEDS)('lose and repeat nothing while UI ids are stable (seed %i)', async (seed) => {
    bench.seed = seed;
    bench.openWeChat();
    bench.closeAgent();
    bench.openAgent();
    const said = ['开头'];
    bench.say('开头');
    await bench.scan();
    bench.faults = FAULTS;
    for (let place = 0; place < 120; place += 1) {
      const text = place % 3 === 0 ? '嗯' : `第 ${place} 句`;
      said.push(text);
      bench.say(text);
      await bench.scan(place % 4);
    }
    bench.faults = NO_FAULTS;
    await bench.scan(5);
    expect([...bench.texts()].toSorted()).toEqual(said.toSorted());
  });

  it.each(SEEDS.slice(0, 4))(
    'lose nothing when ids change with every look and texts differ (seed %i)',
    async (seed) => {
      bench.seed = seed;
      bench.openWeChat();
      bench.closeAgent();
      bench.openAgent();
      const said = ['开头', ...Array.from({ length: 100 }, (_, place) => `第 ${place} 句`)];
      bench.say('开头');
      await bench.scan();
      bench.faults = { ...NO_FAULTS, drop: 0.2, reorder: 0.1, hide: 0.1, uiIds: 'changing' };
      for (const text of said.slice(1)) {
        bench.say(text);
        await bench.scan();
      }
      bench.faults = { ...NO_FAULTS, uiIds: 'changing' };
      await bench.scan(5);
      expect(new Set(bench.texts())).toEqual(new Set(said));
    },
  );
});
