import { afterEach, beforeEach, expect, it } from 'vitest';
import { createEmbedders } from '../../../server/adapters/embedder/create-embedder.ts';
import { createMemoryWake } from '../../../server/adapters/pubsub/memory.ts';
import { readProgress } from '../../../server/modules/embedding/embedding-state.ts';
import type { Database } from '../../../server/ports/database.ts';
import { describeEachDatabase } from '../../support/database.ts';
import { type EmbeddingServer, startEmbeddingServer } from '../../support/embedding-server.ts';
import { waitUntil } from '../../support/wait-until.ts';
import { embeddersAt, type Node, openNode, openTenant, storeCsv } from './embedding-bed.ts';

const FAQ = `问题,答案,相似问
怎么退款,三个工作日原路退回,退钱要多久
发票怎么开,在订单页点申请发票,
E03是什么故障,漏电保护动作,
`;
/** A phrasing, and of each entry its question alone and with its answer. */
const TEXTS = 7;

const embeddedTexts = (server: EmbeddingServer): string[] =>
  server.seen.flatMap(({ body }) => body['input'] as string[]).filter((text) => text !== '你好');

describeEachDatabase('background embedding', ({ database }) => {
  let server: EmbeddingServer;
  const nodes: Node[] = [];
  const servers: EmbeddingServer[] = [];

  async function start(dimensions: number): Promise<EmbeddingServer> {
    const started = await startEmbeddingServer({ kind: 'answer', dimensions });
    servers.push(started);
    return started;
  }

  async function open(...given: Parameters<typeof openNode>): Promise<Node> {
    const node = await openNode(...given);
    nodes.push(node);
    return node;
  }

  const inSpace = (node: Node, tenantId: string, space: string) =>
    waitUntil(() => node.search.space(tenantId)?.name === space, {
      for: `the index to be in ${space}; ${node.warnings.join(' | ')}`,
    });

  const stored = (db: Database, tenantId: string): Promise<{ space: string; count: number }[]> =>
    db.inTenant(tenantId, (em) =>
      em.execute<{ space: string; count: number }[]>(
        'select space, count(*)::int as count from embedding group by space order by space',
      ),
    );

  beforeEach(async () => {
    server = await start(64);
  });
  afterEach(async () => {
    for (const node of nodes.splice(0)) await node.close();
    for (const each of servers.splice(0)) await each.close();
  });

  it('turns search by words into search by words and meaning while it runs', async () => {
    const tenantId = await openTenant(database(), FAQ);
    const node = await open(database(), embeddersAt(server.url), { tenants: [tenantId] });
    await inSpace(node, tenantId, 'custom/m-1@64');
    const { hits, reason } = await node.find(tenantId, '退钱');
    expect(reason).toBeNull();
    expect(hits[0]?.meaningScore).toBeGreaterThan(0.3);
    expect(embeddedTexts(server).filter((text) => text !== '退钱')).toHaveLength(TEXTS);
    expect(await database().inTenant(tenantId, (em) => readProgress(em, 'custom/m-1@64'))).toEqual({
      done: 3,
      total: 3,
    });
  });

  it('embeds only what is new in a new version', async () => {
    const tenantId = await openTenant(database(), FAQ);
    const node = await open(database(), embeddersAt(server.url), { tenants: [tenantId] });
    await inSpace(node, tenantId, 'custom/m-1@64');
    server.seen.length = 0;
    await storeCsv(database(), tenantId, 'faq.csv', `${FAQ}包邮吗,满99包邮,\n`);
    node.wake.publish('knowledge', tenantId);
    await waitUntil(async () => (await node.find(tenantId, '包邮吗')).hits[0]?.meaningScore != null, {
      for: 'the new entry to have a vector',
    });
    expect(embeddedTexts(server).filter((text) => text === '包邮吗').length).toBeGreaterThan(0);
    expect(embeddedTexts(server)).not.toContain('怎么退款');
  });

  it('goes on after a stop where it was, and pays for nothing twice', async () => {
    const rows = Array.from({ length: 80 }, (_, place) => `第 ${place} 个问题是什么,答案 ${place},`);
    const tenantId = await openTenant(database(), `问题,答案,相似问\n${rows.join('\n')}\n`);
    server.behave(...Array.from({ length: 5 }, () => ({ kind: 'answer', dimensions: 64 }) as const), { kind: 'hang' });
    const first = await open(database(), embeddersAt(server.url), { tenants: [tenantId], holder: 'hub' });
    await waitUntil(() => server.seen.length >= 6, { for: 'the first step to be done' });
    await first.close();
    const done = new Set(server.seen.slice(1, 5).flatMap(({ body }) => body['input'] as string[]));
    expect(done.size).toBe(64);
    server.behave({ kind: 'answer', dimensions: 64 });
    server.seen.length = 0;
    const second = await open(database(), embeddersAt(server.url), { tenants: [tenantId], holder: 'hub' });
    await inSpace(second, tenantId, 'custom/m-1@64');
    expect(embeddedTexts(server)).toHaveLength(96);
    expect(embeddedTexts(server).filter((text) => done.has(text))).toEqual([]);
  });

  it('changes the model without a gap, and never compares two of them', async () => {
    const tenantId = await openTenant(database(), FAQ);
    const node = await open(database(), embeddersAt(server.url), { tenants: [tenantId], holder: 'hub' });
    await inSpace(node, tenantId, 'custom/m-1@64');
    await node.close();
    const next = await start(32);
    next.behave({ kind: 'answer', dimensions: 32 }, { kind: 'hang' });
    const again = await open(database(), embeddersAt(next.url, 'm-2'), { tenants: [tenantId], holder: 'hub' });
    expect(again.search.space(tenantId)?.name, 'the old space serves at first').toBe('custom/m-1@64');
    await waitUntil(() => next.seen.length === 2, { for: 'the new model to be asked' });
    const during = await again.find(tenantId, '发票怎么开');
    expect(during).toMatchObject({ status: 'ready', reason: 'another model' });
    expect(during.hits[0]?.meaningScore).toBeNull();
    next.behave({ kind: 'answer', dimensions: 32 });
    await inSpace(again, tenantId, 'custom/m-2@32');
    expect((await again.find(tenantId, '发票怎么开')).hits[0]?.meaningScore).toBeGreaterThan(0.9);
    expect(await stored(database(), tenantId)).toEqual([
      { space: 'custom/m-1@64', count: TEXTS },
      { space: 'custom/m-2@32', count: TEXTS },
    ]);
  });

  it('lets one hub embed and every hub find', async () => {
    const tenantId = await openTenant(database(), FAQ);
    const wake = createMemoryWake();
    const [left, right] = await Promise.all(
      ['left', 'right'].map((holder) =>
        open(database(), embeddersAt(server.url), { tenants: [tenantId], wake, holder }),
      ),
    );
    await inSpace(left!, tenantId, 'custom/m-1@64');
    await inSpace(right!, tenantId, 'custom/m-1@64');
    expect(embeddedTexts(server)).toHaveLength(TEXTS);
    expect((await right!.find(tenantId, '发票怎么开')).reason).toBeNull();
  });

  it('does not fight over a space with a hub that has another model', async () => {
    const tenantId = await openTenant(database(), FAQ);
    const wake = createMemoryWake();
    const other = await start(32);
    const left = await open(database(), embeddersAt(server.url), { tenants: [tenantId], wake });
    await inSpace(left, tenantId, 'custom/m-1@64');
    const right = await open(database(), embeddersAt(other.url, 'm-2'), { tenants: [tenantId], wake });
    await inSpace(right, tenantId, 'custom/m-2@32');
    await inSpace(left, tenantId, 'custom/m-2@32');
    for (let time = 0; time < 3; time += 1) wake.publish('knowledge', tenantId);
    expect(await left.find(tenantId, '发票怎么开')).toMatchObject({ status: 'ready', reason: 'another model' });
    expect((await right.find(tenantId, '发票怎么开')).reason).toBeNull();
  });

  it('leaves out a text that the model refuses, and goes on', async () => {
    const tenantId = await openTenant(database(), FAQ);
    const refused = { kind: 'refuse', status: 400 } as const;
    const fine = { kind: 'answer', dimensions: 64 } as const;
    // Probe; all together; the first by itself, asked for by the adapter and by the worker; probe.
    server.behave(fine, refused, refused, refused, fine);
    const node = await open(database(), embeddersAt(server.url), { tenants: [tenantId] });
    await inSpace(node, tenantId, 'custom/m-1@64');
    expect(await stored(database(), tenantId)).toEqual([{ space: 'custom/m-1@64', count: TEXTS }]);
    const empty = await database().inTenant(tenantId, (em) =>
      em.execute<object[]>('select 1 from embedding where length(vector) = 0'),
    );
    expect(empty).toHaveLength(1);
    expect(node.warnings).toEqual([]);
  });

  it('answers by words while the model is dead, and by meaning again when it is back', async () => {
    const tenantId = await openTenant(database(), FAQ);
    const embedders = embeddersAt(server.url);
    const node = await open(database(), embedders, { tenants: [tenantId] });
    await inSpace(node, tenantId, 'custom/m-1@64');
    expect((await node.find(tenantId, '退款')).reason).toBeNull();
    const { port } = new URL(server.url);
    await server.close();
    expect(await node.find(tenantId, '发票')).toMatchObject({ status: 'ready', reason: 'no connection' });
    expect(embedders.health()).toMatchObject({ state: 'failing', reason: 'no connection' });
    expect((await node.find(tenantId, '退款')).reason, 'known questions keep their vectors').toBeNull();
    servers.push(await startEmbeddingServer({ kind: 'answer', dimensions: 64 }, Number(port)));
    await waitUntil(() => embedders.health().state === 'ready', { for: 'the model to be found again' });
    expect((await node.find(tenantId, '发票')).reason).toBeNull();
  });

  it('does nothing where no model is wanted', async () => {
    const tenantId = await openTenant(database(), FAQ);
    const node = await open(database(), createEmbedders({ kind: 'none' }), { tenants: [tenantId] });
    expect(await node.find(tenantId, '发票怎么开')).toMatchObject({ status: 'ready', reason: 'not embedded' });
    expect(await stored(database(), tenantId)).toEqual([]);
  });
});
