import { describe, expect, it } from 'vitest';
import { useConsoleBench } from './support/console-bench.ts';

const MANUAL = '交流桩故障代码手册.md';

describe('the knowledge page while the line is lost', () => {
  const bench = useConsoleBench();
  const cut = (): void => {
    bench.server().refuseSockets(true);
    bench.server().cutSockets();
  };

  it('says so, and misses nothing that happened meanwhile', async () => {
    const { hub } = bench.sample();
    const into = hub.knowledge.addEmpty({ name: '价目.csv', state: 'IMPORTING' });
    const progress = { stage: 'STORING', done: 1, total: 4, chunkCount: 1, etaSeconds: null, placeInQueue: null };
    const version = hub.knowledge.version(into, { state: 'IMPORTING', finishedAt: null, publishedAt: null, progress });
    into.versionList.push(version);
    const { page, faults } = await bench.open('/knowledge');
    await page.getByText('写入段落 1 / 4').waitFor();
    await page.getByText('已连接').waitFor();
    cut();
    await page
      .getByText(/重连中/)
      .first()
      .waitFor();
    Object.assign(version, { state: 'PUBLISHED', progress: null, chunkCount: 4 });
    into.state = 'PUBLISHED';
    hub.feed.publish({ knowledge: { __typename: 'ImportChanged', version } });
    hub.knowledge.add({ name: '断线时发布的.pdf', chunkCount: 7 });
    hub.feed.publish({ knowledge: { __typename: 'KnowledgeChanged', knowledge: hub.knowledge } });
    bench.server().refuseSockets(false);
    await page.getByText('已发布 4 段').waitFor();
    await page.getByRole('row').filter({ hasText: '断线时发布的.pdf' }).waitFor();
    await page.getByText('已连接').waitFor();
    expect(await page.getByRole('row').filter({ hasText: '价目.csv' }).count()).toBe(1);
    expect(faults).toEqual([]);
  });

  it('keeps what it knows, shows no shelf under another’s name, and reads what it owes once it is back', async () => {
    const { page } = await bench.open('/knowledge');
    const row = page.getByRole('row').filter({ hasText: MANUAL });
    await row.waitFor();
    cut();
    await page.route('**/graphql', (route) => route.abort());
    await page.getByRole('alert').getByText('连不上服务器').waitFor();
    await row.waitFor();
    const folders = page.getByRole('navigation', { name: '文件夹' });
    await folders.getByRole('button', { name: '故障代码' }).click();
    const shelf = page.getByRole('region', { name: '故障代码' });
    await shelf.getByText('读不到知识库').waitFor();
    expect(await page.getByRole('row').count()).toBe(0);
    await page.unroute('**/graphql');
    bench.server().refuseSockets(false);
    await page.getByRole('button', { name: '现在重连' }).click();
    await row.waitFor();
    await shelf.getByText('读不到知识库').waitFor({ state: 'detached' });
    await page.getByText('已连接').waitFor();
    expect(await row.count()).toBe(1);
  });

  it('reads everything anew when the hub has lost the position', async () => {
    const { hub } = bench.sample();
    const { page } = await bench.open('/knowledge');
    await page.getByRole('row').filter({ hasText: MANUAL }).waitFor();
    hub.feed.newEpoch();
    hub.knowledge.add({ name: '只在库里.pdf', chunkCount: 7 });
    bench.server().cutSockets();
    await page.getByRole('row').filter({ hasText: '只在库里.pdf' }).waitFor();
    expect(await page.getByRole('row').filter({ hasText: MANUAL }).count()).toBe(1);
  });
});
