import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LiveFeed, type FeedSink, type FeedState } from '../../console/composables/live/live-feed.ts';

/** A list of numbers and the hub that feeds it; the test says what arrives and when. */
function bench() {
  const opened: { after: () => string | undefined; sink: FeedSink<number>; closed: boolean }[] = [];
  const reads: { resolve: (list: number[]) => void; reject: () => void }[] = [];
  const states: FeedState[] = [];
  const bed = {
    list: [] as number[],
    opened,
    reads,
    states,
    sink: () => {
      const last = opened.at(-1);
      if (!last) throw new Error('nothing was opened');
      return last.sink;
    },
    change: (change: number) => bed.sink().next({ kind: 'change', cursor: `1.${change}`, change }),
    feed: new LiveFeed<number>({
      open(after, sink) {
        const stream = { after, sink, closed: false };
        opened.push(stream);
        return () => {
          stream.closed = true;
        };
      },
      refetch: () =>
        new Promise<void>((resolve, reject) => {
          reads.push({
            resolve: (list) => {
              bed.list = [...list];
              resolve();
            },
            reject: () => reject(new Error('hub is out of reach')),
          });
        }),
      apply: (change) => bed.list.push(change),
      onState: (state) => states.push(state),
      delay: () => 1_000,
    }),
  };
  return bed;
}

const settled = () => vi.advanceTimersByTimeAsync(0);

/** Starts the feed and reads its list for the first time. */
async function follow(bed: ReturnType<typeof bench>, list: number[]): Promise<void> {
  bed.feed.start();
  bed.sink().next({ kind: 'synced', cursor: '1.0' });
  bed.reads[0]?.resolve(list);
  await settled();
}

describe('a live feed', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('reads the list only once the position is known, then applies what follows', async () => {
    const bed = bench();
    bed.feed.start();
    expect(bed.reads).toHaveLength(0);
    bed.sink().next({ kind: 'synced', cursor: '1.0' });
    bed.reads[0]?.resolve([1, 2]);
    await settled();
    bed.change(3);
    expect(bed.list).toEqual([1, 2, 3]);
    expect(bed.states).toEqual(['starting', 'live']);
  });

  it('keeps what arrives while the list is being read, and applies it after, in order', async () => {
    const bed = bench();
    bed.feed.start();
    bed.sink().next({ kind: 'synced', cursor: '1.0' });
    bed.change(5);
    bed.change(6);
    expect(bed.list).toEqual([]);
    bed.reads[0]?.resolve([4]);
    await settled();
    expect(bed.list).toEqual([4, 5, 6]);
  });

  it('resumes from the last cursor and does not read again when the transport reconnects', async () => {
    const bed = bench();
    await follow(bed, []);
    bed.change(1);
    expect(bed.opened[0]?.after()).toBe('1.1');
    bed.sink().next({ kind: 'synced', cursor: '1.9' });
    expect(bed.reads).toHaveLength(1);
    expect(bed.opened[0]?.after()).toBe('1.9');
  });

  it('reads the list anew after a reset', async () => {
    const bed = bench();
    await follow(bed, [1]);
    bed.sink().next({ kind: 'reset', cursor: '2.7' });
    bed.reads[1]?.resolve([7, 8]);
    await settled();
    expect(bed.list).toEqual([7, 8]);
    expect(bed.opened[0]?.after()).toBe('2.7');
  });

  it('opens a stream that ended again, with its cursor, and no longer hears the old one', async () => {
    const bed = bench();
    await follow(bed, []);
    bed.change(1);
    const old = bed.sink();
    old.ended(undefined);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(bed.opened).toHaveLength(2);
    expect(bed.opened[1]?.after()).toBe('1.1');
    old.next({ kind: 'change', cursor: '1.2', change: 99 });
    bed.change(2);
    expect(bed.list).toEqual([1, 2]);
  });

  it('finishes a reading that was under way when the stream ended', async () => {
    const bed = bench();
    bed.feed.start();
    bed.sink().next({ kind: 'synced', cursor: '1.0' });
    bed.change(1);
    bed.sink().ended(undefined);
    bed.reads[0]?.resolve([0]);
    await settled();
    expect(bed.list).toEqual([0, 1]);
    expect(bed.states.at(-1)).toBe('live');
  });

  it('says that reading failed, tries again, and loses nothing that arrived meanwhile', async () => {
    const bed = bench();
    bed.feed.start();
    bed.sink().next({ kind: 'synced', cursor: '1.0' });
    bed.reads[0]?.reject();
    await settled();
    expect(bed.states.at(-1)).toBe('failed');
    await vi.advanceTimersByTimeAsync(1_000);
    bed.change(9);
    bed.reads[1]?.resolve([8]);
    await settled();
    expect(bed.list).toEqual([8, 9]);
    expect(bed.states.at(-1)).toBe('live');
  });

  it('reads once more instead of replaying a flood', async () => {
    const bed = bench();
    bed.feed.start();
    bed.sink().next({ kind: 'synced', cursor: '1.0' });
    for (let change = 1; change <= 600; change += 1) bed.change(change);
    bed.reads[0]?.resolve([]);
    await settled();
    expect(bed.list).toEqual([]);
    expect(bed.reads).toHaveLength(2);
    bed.reads[1]?.resolve([600]);
    await settled();
    bed.change(601);
    expect(bed.list).toEqual([600, 601]);
  });

  it('only believes the newest of two readings', async () => {
    const bed = bench();
    bed.feed.start();
    bed.sink().next({ kind: 'synced', cursor: '1.0' });
    const again = bed.feed.refetch();
    bed.reads[1]?.resolve([2]);
    await again;
    bed.change(3);
    bed.reads[0]?.reject();
    await settled();
    expect(bed.list).toEqual([2, 3]);
    expect(bed.states.at(-1)).toBe('live');
  });

  it('keeps what waited for a reading that another one overtakes', async () => {
    const bed = bench();
    bed.feed.start();
    bed.sink().next({ kind: 'synced', cursor: '1.0' });
    bed.change(2);
    const again = bed.feed.refetch();
    bed.change(3);
    bed.reads[1]?.resolve([1]);
    await again;
    expect(bed.list).toEqual([1, 2, 3]);
  });

  it('gives up a position that the hub refuses three times, and starts over', async () => {
    const bed = bench();
    await follow(bed, []);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      bed.sink().ended(new Error('bad cursor'));
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(bed.opened.at(-1)?.after()).toBeUndefined();
    bed.sink().next({ kind: 'synced', cursor: '5.0' });
    expect(bed.reads).toHaveLength(2);
  });

  it('is silent once it is stopped', async () => {
    const bed = bench();
    bed.feed.start();
    bed.sink().next({ kind: 'synced', cursor: '1.0' });
    bed.feed.stop();
    bed.reads[0]?.resolve([1]);
    await settled();
    bed.change(2);
    bed.sink().ended(undefined);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(bed.list).toEqual([1]);
    expect(bed.opened).toHaveLength(1);
    expect(bed.opened[0]?.closed).toBe(true);
  });
});
