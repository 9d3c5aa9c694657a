import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ownTextsReader } from '../../../server/adapters/document-reader/own-texts-reader.ts';
import { syncFolder } from '../../../server/modules/knowledge/knowledge-folder.ts';
import type { DocumentReader } from '../../../server/ports/document-reader.ts';
import { PortError } from '../../../server/ports/errors.ts';
import { describeEachDatabase } from '../../support/database.ts';

describeEachDatabase("the owner's folder", ({ database }) => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kefu-folder-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const jobQueue = {
    enqueue: () => Promise.resolve(randomUUID()),
    cancel: () => Promise.resolve(),
    work: () => Promise.resolve(),
    hurry: () => undefined,
    close: () => Promise.resolve(),
  };
  const sync = async (documentReader: DocumentReader, tenantId: string, signal = new AbortController().signal) =>
    syncFolder({ database: database(), documentReader, jobQueue, signal }, tenantId, folder);
  const tenant = async (): Promise<string> => {
    const tenantId = randomUUID();
    await database().inTenant(tenantId, (em) =>
      em.execute(`insert into tenant (id, name) values (?, '测试')`, [tenantId]),
    );
    return tenantId;
  };

  it('reads what it can, whatever becomes of single files, and takes up the others the next time', async () => {
    const tenantId = await tenant();
    for (const name of ['a.md', 'b.md', 'c.md']) writeFileSync(join(folder, name), `# ${name}\n\n${name} 的内容。\n`);
    writeFileSync(join(folder, 'huge.txt'), '');
    truncateSync(join(folder, 'huge.txt'), 3 * 1024 ** 3);
    const failing: DocumentReader = {
      ...ownTextsReader,
      read: (file, options) =>
        file.fileName === 'b.md'
          ? Promise.reject(new PortError({ port: 'document-reader', retryable: true, reason: 'died' }))
          : ownTextsReader.read(file, options),
    };
    expect(await sync(failing, tenantId)).toEqual({
      stored: 2,
      unchanged: 0,
      queued: 0,
      held: 0,
      removed: 0,
      refused: [
        { fileName: 'b.md', code: 'UNAVAILABLE' },
        { fileName: 'huge.txt', code: 'LIMIT_FILE' },
      ],
    });
    rmSync(join(folder, 'c.md'));
    expect(await sync(ownTextsReader, tenantId)).toMatchObject({ stored: 1, unchanged: 1, removed: 1 });
  });

  it('ends at once when the hub stops, and takes nothing out', async () => {
    const tenantId = await tenant();
    writeFileSync(join(folder, 'a.md'), '# 一\n\n内容。\n');
    const stop = new AbortController();
    const stopping: DocumentReader = {
      ...ownTextsReader,
      read: (_file, { signal }) => {
        stop.abort(new Error('the hub stops'));
        signal.throwIfAborted();
        throw new Error('the reader is given the signal');
      },
    };
    await expect(sync(stopping, tenantId, stop.signal)).rejects.toThrow('the hub stops');
  });
});
