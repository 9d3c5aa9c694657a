import { describe, expect, it } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { useConsoleBench } from './support/console-bench.ts';

describe('the live line of the console', () => {
  const bench = useConsoleBench();

  it('misses nothing while the line is cut, in the list and in the thread', async () => {
    const { hub, model } = bench.sample();
    const { page } = await bench.open(`/inbox/${model.id}`);
    await page.getByText('已连接').waitFor();
    bench.server().refuseSockets(true);
    bench.server().cutSockets();
    await page
      .getByText(/重连中/)
      .first()
      .waitFor();
    hub.say(model, { content: '断线时说的第一句' });
    hub.say(model, { content: '断线时说的第二句' });
    const fresh = hub.addSession({ customer: { name: '断线时来的客户' } });
    hub.say(fresh, { content: '在吗' });
    bench.server().refuseSockets(false);
    await page.getByRole('log').getByText('断线时说的第二句').waitFor();
    expect(
      await page
        .getByRole('log')
        .getByText(/断线时说的第一句/)
        .count(),
    ).toBe(1);
    await page.getByRole('link', { name: '断线时来的客户' }).waitFor();
    await page.getByText('已连接').waitFor();
  });

  it('resumes by cursor: no list is read again after a cut', async () => {
    const { hub, model } = bench.sample();
    const { page } = await bench.open(`/inbox/${model.id}`);
    await page.getByText('已连接').waitFor();
    await page.getByRole('log').getByText('第 60 个问题').waitFor();
    const reads: string[] = [];
    page.on('request', (request) => {
      const body = request.postData() ?? '';
      if (/query (InboxPage|ThreadMessages)/.test(body)) reads.push(body);
    });
    bench.server().cutSockets();
    await waitUntil(() => bench.server().sockets() > 0, { for: 'the console to come back' });
    hub.say(model, { content: '断线之后' });
    await page.getByRole('log').getByText('断线之后').waitFor();
    expect(reads).toEqual([]);
  });

  it('reads everything anew when the hub has lost the position', async () => {
    const { hub, model } = bench.sample();
    const { page } = await bench.open(`/inbox/${model.id}`);
    await page.getByRole('log').getByText('第 60 个问题').waitFor();
    hub.feed.newEpoch();
    hub.say(model, { content: '只在库里、不在流里的一句' });
    bench.server().cutSockets();
    await page.getByRole('log').getByText('只在库里、不在流里的一句').waitFor();
    expect(await page.getByRole('log').getByText('第 60 个问题').count()).toBe(1);
  });

  it('says what is safe when the line stays down, keeps the draft, and sends once it is back', async () => {
    const { mine } = bench.sample();
    const { page } = await bench.open(`/inbox/${mine.id}`);
    const field = page.getByRole('textbox', { name: '回复 梁志远' });
    await field.fill('工程师已经出发');
    await page.getByText('已连接').waitFor();
    bench.server().refuseSockets(true);
    bench.server().cutSockets();
    await page.getByRole('alert').getByText('连不上服务器').waitFor();
    await page.getByText('离线，草稿已保存，连上后再发送').waitFor();
    expect(await page.getByRole('button', { name: '发送' }).isDisabled()).toBe(true);
    bench.server().refuseSockets(false);
    await page.getByRole('button', { name: '现在重连' }).click();
    await page.getByText('已连接').waitFor();
    const before = mine.lines.length;
    await field.press('Enter');
    await waitUntil(() => mine.lines.length === before + 1, { for: 'the line at the hub' });
  });

  it('shows when the hub cannot be read and recovers by itself', async () => {
    const { page } = await bench.open('/login', { anonymous: true });
    await page.route('**/graphql', (route) => route.abort());
    await page.getByLabel('邮箱').fill('lin@example.com');
    await page.getByLabel('密码').fill('correct horse battery');
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByText('没有收到服务器的回答').waitFor();
    await page.unroute('**/graphql');
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByRole('link', { name: '许文静' }).waitFor();
    expect(await page.getByText('没有收到服务器的回答').count()).toBe(0);
  });
});
