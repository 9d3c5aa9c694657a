import { describe, expect, it, vi } from 'vitest';
import { RetrievalCache } from '../../../server/modules/knowledge/retrieval-cache.ts';
import type { Retrieval } from '../../../server/modules/knowledge/retrieve.ts';

const key = { tenantId: 't', question: '运费多少', space: null, own: '' };
const retrieval = (status: Retrieval['status'] = 'ready', whole = true): Retrieval => ({
  status,
  whole,
  hits: [],
  confidence: { value: 0, features: null, mapVersion: '1' },
});

describe('the cache of retrievals', () => {
  it('asks once for a question however it is spelt, and anew for another tenant, space or map', async () => {
    const cache = new RetrievalCache();
    const find = vi.fn<() => Promise<Retrieval>>(() => Promise.resolve(retrieval()));
    const first = await cache.of(key, find);
    expect(await cache.of({ ...key, question: ' 運費多少 ' }, find)).toBe(first);
    expect(find).toHaveBeenCalledTimes(1);
    for (const other of [{ tenantId: 'u' }, { space: 's' }, { own: '2' }]) await cache.of({ ...key, ...other }, find);
    expect(find).toHaveBeenCalledTimes(4);
  });

  it('forgets a tenant whose knowledge changed, also what was being found meanwhile', async () => {
    const cache = new RetrievalCache();
    const find = vi.fn<() => Promise<Retrieval>>(() => Promise.resolve(retrieval()));
    await cache.of(key, find);
    cache.drop('t');
    await cache.of(key, find);
    expect(find).toHaveBeenCalledTimes(2);
    cache.drop('t');
    await cache.of(key, () => {
      cache.drop('t');
      return find();
    });
    await cache.of(key, find);
    expect(find).toHaveBeenCalledTimes(4);
  });

  it('keeps nothing that a fallback found, or that a reranker did not put in order: the next customer may be better off', async () => {
    const cache = new RetrievalCache();
    const find = vi.fn<() => Promise<Retrieval>>(() => Promise.resolve(retrieval('ready', false)));
    await cache.of(key, find);
    await cache.of(key, find);
    expect(find).toHaveBeenCalledTimes(2);
  });

  it('keeps nothing of an index that is not complete, nor for more than a day, nor without bound', async () => {
    vi.useFakeTimers();
    const cache = new RetrievalCache();
    const find = vi.fn<() => Promise<Retrieval>>(() => Promise.resolve(retrieval('loading')));
    await cache.of(key, find);
    await cache.of(key, find);
    expect(find).toHaveBeenCalledTimes(2);
    const ready = vi.fn<() => Promise<Retrieval>>(() => Promise.resolve(retrieval()));
    await cache.of(key, ready);
    vi.advanceTimersByTime(24 * 3_600_000 + 1);
    await cache.of(key, ready);
    expect(ready).toHaveBeenCalledTimes(2);
    for (let index = 0; index < 2_001; index += 1) await cache.of({ ...key, question: `第${index}问` }, ready);
    await cache.of(key, ready);
    expect(ready).toHaveBeenCalledTimes(2 + 2_001 + 1);
    vi.useRealTimers();
  });
});
