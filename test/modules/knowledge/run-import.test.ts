import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { expect, it } from 'vitest';
import { createMemoryWake } from '../../../server/adapters/pubsub/memory.ts';
import { storeFile } from '../../../server/modules/knowledge/document-files.ts';
import { beginVersion } from '../../../server/modules/knowledge/document-version.ts';
import { contentHashOf, hashOf } from '../../../server/modules/knowledge/passages-of.ts';
import { runImport } from '../../../server/modules/knowledge/run-import.ts';
import { changeTenantSettings } from '../../../server/modules/tenant/tenant.service.ts';
import type { DocumentReader } from '../../../server/ports/document-reader.ts';
import { PortError } from '../../../server/ports/errors.ts';
import { describeEachDatabase } from '../../support/database.ts';

describeEachDatabase('one import', ({ database }) => {
  const begin = async (name: string): Promise<{ tenantId: string; versionId: string }> => {
    const tenantId = randomUUID();
    const bytes = Buffer.from(`${name} ${tenantId}`);
    const fileHash = hashOf(bytes);
    await database().inTenant(tenantId, (em) =>
      em.execute(`insert into tenant (id, name) values (?, '测试')`, [tenantId]),
    );
    await storeFile({ database: database() }, tenantId, { hash: fileHash, bytes: Readable.from([bytes]) });
    const version = { contentHash: contentHashOf(fileHash), fileHash, size: bytes.length, createdBy: 'hub' };
    const { versionId } = await database().inTenant(tenantId, (em) =>
      beginVersion(em, tenantId, { place: { folder: '', name }, source: 'upload', ...version }),
    );
    return { tenantId, versionId };
  };
  const reader = (read: DocumentReader['read']): DocumentReader => ({
    endings: ['pdf'],
    checkName: () => undefined,
    read,
    close: () => Promise.resolve(),
  });
  const paragraphs = (count: number) => ({
    format: 'pdf',
    pages: count,
    blocks: Array.from({ length: count }, (_, page) => ({
      kind: 'paragraph' as const,
      text: `第${page + 1}页写着各自的事情，读者一看便知。`,
      page: page + 1,
    })),
    leftOut: [{ where: '第 9 页', reason: 'picture' as const }],
    recognised: 2,
  });
  const run = (
    ids: { tenantId: string; versionId: string },
    documentReader: DocumentReader,
    { signal = new AbortController().signal, last = false } = {},
  ): Promise<void> => {
    const services = { database: database(), wake: createMemoryWake(), documentReader, workerId: 'test' };
    return runImport(services, { ...ids, signal, last });
  };
  const state = async ({ tenantId, versionId }: { tenantId: string; versionId: string }) => {
    const [row] = await database().inTenant(tenantId, (em) =>
      em.execute<Record<string, unknown>[]>(
        'select state, stage, error, attempts, report from document_version where id = ?',
        [versionId],
      ),
    );
    return row;
  };

  const counts = async ({ tenantId, versionId }: { tenantId: string; versionId: string }) => {
    const [row] = await database().inTenant(tenantId, (em) =>
      em.execute<Record<string, unknown>[]>(
        `select state, jsonb_array_length(findings) as findings, (select count(*)::int from chunk where version_id = v.id) as chunks
         from document_version v where id = ?`,
        [versionId],
      ),
    );
    return row;
  };

  it('goes back into the queue after a fault that may pass, and ends when it is the last time', async () => {
    const ids = await begin('说明书.pdf');
    const failing = reader(() =>
      Promise.reject(new PortError({ port: 'document-reader', retryable: true, reason: 'died' })),
    );
    await expect(run(ids, failing)).rejects.toThrow('died');
    expect(await state(ids)).toMatchObject({ state: 'importing', stage: 'queued', error: 'UNAVAILABLE', attempts: 1 });
    await expect(run(ids, failing, { last: true })).rejects.toThrow('died');
    expect(await state(ids)).toMatchObject({ state: 'failed', stage: null, attempts: 2 });
    await run(
      ids,
      reader(() => Promise.reject(new Error('a failed version is not read'))),
    );
  });

  it('reports what was left out, and remembers recognised pages of a run that was interrupted', async () => {
    const ids = await begin('扫描.pdf');
    const stop = new AbortController();
    const interrupted = reader(async (_file, { memory, signal }) => {
      await memory?.keep(1, [{ kind: 'paragraph', text: '第一页', page: 1 }]);
      stop.abort(new Error('the hub stops'));
      signal.throwIfAborted();
      return paragraphs(1);
    });
    await expect(run(ids, interrupted, { signal: stop.signal })).rejects.toThrow('the hub stops');
    expect(await state(ids)).toMatchObject({ state: 'importing', stage: 'queued', error: null });
    const recalled: unknown[] = [];
    await run(
      ids,
      reader(async (_file, { memory }) => {
        recalled.push(await memory?.recall(1), await memory?.recall(2));
        return paragraphs(3);
      }),
    );
    expect(recalled).toEqual([[{ kind: 'paragraph', text: '第一页', page: 1 }], null]);
    expect(await state(ids)).toMatchObject({
      state: 'published',
      report: { pages: 3, recognised: 2, leftOut: [{ where: '第 9 页', reason: 'picture' }], leftOutCount: 1 },
    });
  });

  it('stores what is missing, wherever it is missing, and names the first 500 personal data at most', async () => {
    const ids = await begin('通讯录.pdf');
    const people = { ...paragraphs(600), leftOut: [] };
    const blocks = people.blocks.map((block, at) => ({ ...block, text: `联系人${at}，电话13800${10_000 + at}7。` }));
    const reading = reader(() => Promise.resolve({ ...people, blocks }));
    await run(ids, reading);
    expect(await counts(ids)).toEqual({ state: 'held', chunks: 600, findings: 500 });
    await database().inTenant(ids.tenantId, async (em) => {
      await em.execute('delete from chunk where version_id = ? and position between 10 and 300', [ids.versionId]);
      await em.execute(`update document_version set state = 'importing' where id = ?`, [ids.versionId]);
    });
    await run(ids, reading);
    expect(await counts(ids)).toEqual({ state: 'held', chunks: 600, findings: 500 });
  });

  it('tells how far it is at most once a second, and of each stage', async () => {
    const eventsOf = async (reports: number): Promise<number> => {
      const ids = await begin('快.pdf');
      await run(
        ids,
        reader((_file, { onProgress }) => {
          for (const stage of ['reading', 'recognising'] as const) {
            for (let done = 0; done < reports; done += 1) onProgress?.({ stage, done, total: reports });
          }
          return Promise.resolve(paragraphs(1));
        }),
      );
      const [row] = await database().inTenant(ids.tenantId, (em) =>
        em.execute<{ events: number }[]>('select count(*)::int as events from event'),
      );
      return row?.events ?? 0;
    };
    const told = (await eventsOf(2_000)) - (await eventsOf(0));
    expect(told).toBeGreaterThanOrEqual(2);
    expect(told).toBeLessThan(10);
  });

  it('stops reading when it is cancelled', async () => {
    const ids = await begin('大书.pdf');
    let ended = false;
    const slow = reader(async (_file, { signal }) => {
      await database().inTenant(ids.tenantId, (em) =>
        em.execute(`update document_version set state = 'cancelled' where id = ?`, [ids.versionId]),
      );
      await new Promise((resolve) => {
        signal.addEventListener('abort', resolve, { once: true });
      });
      ended = true;
      signal.throwIfAborted();
      return paragraphs(1);
    });
    await run(ids, slow);
    expect(ended).toBe(true);
    expect(await state(ids)).toMatchObject({ state: 'cancelled' });
  });

  it('gives up on a file that ended the process itself again and again', async () => {
    const ids = await begin('毒.pdf');
    await database().inTenant(ids.tenantId, (em) =>
      em.execute('update document_version set attempts = 8 where id = ?', [ids.versionId]),
    );
    await run(
      ids,
      reader(() => Promise.reject(new Error('is not read any more'))),
    );
    expect(await state(ids)).toMatchObject({ state: 'refused', error: 'UNREADABLE_FILE' });
  });

  it('takes nothing up while imports are paused, and reads to its end what it had begun', async () => {
    const ids = await begin('价目.pdf');
    const pause = (paused: boolean): Promise<unknown> =>
      database().inTenant(ids.tenantId, (em) => changeTenantSettings(em, ids.tenantId, { importsPaused: paused }));
    await pause(true);
    await run(
      ids,
      reader(() => Promise.reject(new Error('is not read'))),
    );
    expect(await state(ids)).toMatchObject({ state: 'importing', stage: 'queued', attempts: 0 });
    await pause(false);
    await run(
      ids,
      reader(async () => {
        await pause(true);
        return paragraphs(2);
      }),
    );
    expect(await state(ids)).toMatchObject({ state: 'published', attempts: 1 });
  });
});
