import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { databaseKinds } from '../support/database.ts';
import { textOf } from '../support/whole/text-of.ts';
import { WholeWorld } from '../support/whole/whole-world.ts';

const STAY_MS = 60_000;
const CHROMIUM = inject('chromiumPath');
const HANDBOOK = `# 星桥 S9 使用手册

## 指示灯

指示灯紫色慢闪表示桩体正在升级固件，升级约需 7 分钟，期间请勿断电。
`;

describe.each(databaseKinds())('the knowledge page before a real hub on %s', (kind) => {
  let world: WholeWorld;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeEach(({ skip }) => {
    if (CHROMIUM === undefined) skip('Chromium not installed');
  });
  beforeAll(async () => {
    if (CHROMIUM === undefined) return;
    world = await WholeWorld.start({ kind });
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
    page = await context.newPage();
    page.setDefaultTimeout(STAY_MS);
    page.on('pageerror', (error) => faults.push(textOf(error)));
    const data = await world.admin.client.ask(
      `mutation ($requestId: ID!) { inviteUser(requestId: $requestId, email: "zhou@example.com", name: "周知", role: ADMIN) { link } }`,
    );
    await page.goto(textOf(data['inviteUser']?.['link']));
    await page.getByLabel('新密码').fill('four unrelated words');
    await page.getByLabel('再输一次').fill('four unrelated words');
    await page.getByRole('button', { name: '保存并登录' }).click();
    await page.waitForURL('**/inbox');
  });
  afterAll(async () => {
    if (CHROMIUM === undefined) return;
    await browser.close();
    await world.remove();
  });

  async function ask(question: string): Promise<void> {
    await page.getByLabel('客户会怎么问').fill(question);
    await page.getByRole('button', { name: '试一下' }).click();
  }

  it('takes a handbook in and finds in it what was asked', async () => {
    await page.getByRole('link', { name: '知识库' }).first().click();
    const file = { name: 'S9 手册.md', mimeType: 'text/markdown', buffer: Buffer.from(HANDBOOK) };
    await page.locator('input[type=file]').first().setInputFiles(file);
    await page.getByText(/^已发布 \d+ 段/).waitFor();
    const row = page.getByRole('row', { name: /S9 手册\.md/ });
    await row.getByText('已发布').waitFor();
    await ask('指示灯紫色慢闪是什么意思');
    const found = page.getByRole('region', { name: '试问一句' }).getByRole('listitem').first();
    await found.getByRole('button', { name: '打开 S9 手册.md' }).waitFor();
    expect(await found.innerText()).toContain('升级约需 7 分钟');
    await found.getByRole('button', { name: '打开 S9 手册.md' }).click();
    await page.getByRole('dialog').getByText('升级约需 7 分钟').waitFor();
    await page.keyboard.press('Escape');
    expect(faults).toEqual([]);
  });

  it('lets imports wait and go on', async () => {
    const file = (name: string) => ({
      name,
      mimeType: 'text/markdown',
      buffer: Buffer.from(`# ${name}\n\n内容各不相同。`),
    });
    const upload = (name: string) => page.locator('input[type=file]').first().setInputFiles(file(name));
    await upload('一.md');
    await page.getByText('已发布 1 段').waitFor();
    await world.admin.client.ask(
      'mutation ($requestId: ID!) { setImportsPaused(requestId: $requestId, paused: true) { importsPaused } }',
    );
    await page.getByRole('region', { name: '导入已暂停' }).waitFor();
    await upload('二.md');
    await page.getByText('已暂停，排在第 1 个').waitFor();
    await page.getByRole('button', { name: '继续导入' }).click();
    await page
      .getByRole('row', { name: /二\.md/ })
      .getByText('已发布')
      .waitFor();
    await page.getByRole('region', { name: '导入结果' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('answers from an entry as soon as it was written, and no longer once it is removed', async () => {
    await page.getByRole('button', { name: '写一条问答' }).click();
    const dialog = page.getByRole('dialog', { name: '写一条问答' });
    await dialog.getByLabel('客户的问题').fill('蓝鲸卡怎么退');
    await dialog.getByLabel('答案', { exact: true }).fill('蓝鲸卡在小程序「我的」里退，3 个工作日到账。');
    await dialog.getByRole('button', { name: '发布' }).click();
    await dialog.waitFor({ state: 'detached' });
    const hits = page.getByRole('region', { name: '试问一句' }).getByRole('listitem');
    await ask('蓝鲸卡怎么退');
    await hits.getByText('3 个工作日到账').waitFor();
    await page.getByText('会直接回复').waitFor();
    await page.getByRole('checkbox', { name: '选中 蓝鲸卡怎么退' }).check();
    await page.getByRole('button', { name: '移除', exact: true }).click();
    await page.getByText('已移除 1 份，7 天内可以恢复', { exact: true }).waitFor();
    await ask('蓝鲸卡怎么退');
    await hits.getByText('3 个工作日到账').waitFor({ state: 'detached' });
    expect(faults).toEqual([]);
  });
});
