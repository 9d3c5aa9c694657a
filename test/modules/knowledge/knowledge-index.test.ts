import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { ownTextsReader } from '../../../server/adapters/document-reader/own-texts-reader.ts';
import { createMemoryWake } from '../../../server/adapters/pubsub/memory.ts';
import { EmbeddedSearch } from '../../../server/adapters/search/embedded/embedded-search.ts';
import { wakeKnowledge } from '../../../server/modules/knowledge/document-version.ts';
import { KnowledgeIndex } from '../../../server/modules/knowledge/knowledge-index.ts';
import { keepDocuments, storeDocument } from '../../../server/modules/knowledge/knowledge.service.ts';
import { retrieve } from '../../../server/modules/knowledge/retrieve.ts';
import type { Database } from '../../../server/ports/database.ts';
import { describeEachDatabase } from '../../support/database.ts';

const ROWS = 300;

function table(version: number): Uint8Array {
  const rows = Array.from({ length: ROWS }, (_, row) => `充电桩型号${row}怎么装,第${version}版的装法${row}。`);
  return Buffer.from(['问题,答案', ...rows].join('\n'));
}

describeEachDatabase('an index that follows what is published', ({ database }) => {
  const tenant = async (): Promise<string> => {
    const tenantId = randomUUID();
    await database().inTenant(tenantId, async (em) => {
      await em.execute(`insert into tenant (id, name) values (?, '测试')`, [tenantId]);
      await em.execute('insert into tenant_lookup values (?)', [tenantId]);
    });
    return tenantId;
  };
  const versionsOf = async (tenantId: string, chunkIds: readonly string[]): Promise<Set<string>> => {
    const rows = await database().inTenant(tenantId, (em) =>
      em.execute<{ version_id: string }[]>('select distinct version_id::text from chunk where id = any(?::bigint[])', [
        `{${chunkIds.join(',')}}`,
      ]),
    );
    return new Set(rows.map((row) => row.version_id));
  };
  const store = (tenantId: string, version: number): Promise<string> =>
    storeDocument({ database: database(), documentReader: ownTextsReader }, tenantId, {
      fileName: '安装/型号.csv',
      bytes: table(version),
    });

  it('answers no question from half of an old and half of a new version, on any node', async () => {
    const tenantId = await tenant();
    const wake = createMemoryWake();
    const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const nodes = Array.from({ length: 2 }, () => {
      const search = new EmbeddedSearch();
      const index = new KnowledgeIndex({ database: database(), search });
      return { search, index, stop: index.follow(wake, quiet, () => Promise.resolve([tenantId])) };
    });
    await store(tenantId, 1);
    for (const { index } of nodes) await index.sync(tenantId);
    const asked: string[][] = [];
    let ended = false;
    const asking = nodes.map(async ({ search }) => {
      for (let row = 0; !ended; row = (row + 1) % ROWS) {
        const { status, hits } = await retrieve({ search }, { tenantId }, `型号${row}怎么装`);
        expect([status, hits.length]).toEqual(['ready', 10]);
        asked.push(hits.map((hit) => hit.chunkId));
        await new Promise(setImmediate);
      }
    });
    for (const version of [2, 3, 4]) {
      await store(tenantId, version);
      wakeKnowledge(wake, tenantId);
      const best = async (node: number) => {
        const { hits } = await retrieve({ search: nodes[node]!.search }, { tenantId }, '型号7怎么装');
        const [row] = await database().call<{ answer: string }>('passages', [tenantId, [hits[0]?.chunkId]]);
        return row?.answer;
      };
      for (const node of [0, 1]) await expect.poll(() => best(node)).toContain(`第${version}版`);
    }
    ended = true;
    await Promise.all(asking);
    const mixed = new Set(asked.map((hits) => hits.join()));
    for (const hits of mixed) expect((await versionsOf(tenantId, hits.split(','))).size).toBe(1);
    expect(nodes.map(({ search }) => search.size(tenantId))).toEqual([ROWS, ROWS]);
    await keepDocuments({ database: database() }, tenantId, []);
    wakeKnowledge(wake, tenantId);
    for (const { search } of nodes) await expect.poll(() => search.size(tenantId)).toBe(0);
    for (const { stop } of nodes) await stop();
    await wake.close();
  });

  it('recognises unchanged files and goes on where a run was cut short', async () => {
    const tenantId = await tenant();
    expect(await store(tenantId, 1)).toBe('stored');
    expect(await store(tenantId, 1)).toBe('unchanged');
    await cutShort(database(), tenantId);
    expect(await store(tenantId, 1)).toBe('stored');
    const [row] = await database().inTenant(tenantId, (em) =>
      em.execute<{ chunks: number; versions: number }[]>(
        'select (select count(*)::int from chunk) as chunks, (select count(*)::int from document_version) as versions',
      ),
    );
    expect(row).toEqual({ chunks: ROWS, versions: 1 });
  });

  it('purges what was removed a week ago, and files that nobody names', async () => {
    const tenantId = await tenant();
    await store(tenantId, 1);
    await keepDocuments({ database: database() }, tenantId, []);
    const purge = async (): Promise<number> => {
      const [row] = await database().call<{ purged: number }>('tend_knowledge', [tenantId]);
      return row?.purged ?? 0;
    };
    expect(await purge()).toBe(0);
    await database().inTenant(tenantId, (em) =>
      em.execute(`update document set removed_at = now() - interval '8 days'`),
    );
    expect(await purge()).toBe(1);
    const left = await database().inTenant(tenantId, (em) => em.execute('select 1 from chunk'));
    expect(left).toEqual([]);
  });
});

/** As a process leaves it that was killed in the middle. */
async function cutShort(database: Database, tenantId: string): Promise<void> {
  await database.inTenant(tenantId, async (em) => {
    await em.execute(`update document set current_version_id = null`);
    await em.execute(`update document_version set state = 'importing', stage = 'storing', published_at = null`);
    await em.execute('delete from chunk where position >= 137');
  });
}
