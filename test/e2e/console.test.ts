import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { databaseKinds } from '../support/database.ts';
import { waitUntil } from '../support/wait-until.ts';
import type { BundledAgent } from '../support/whole/bundled-agent.ts';
import { WholeWorld } from '../support/whole/whole-world.ts';
import { textOf } from '../support/whole/text-of.ts';

/** A page of a hub that shares two cores with it, its agents and a browser. */
const STAY_MS = 60_000;
const CHROMIUM = inject('chromiumPath');
/** KEFU_SCREENSHOTS names the folder for looking at them; else they go to a temporary one. */
const PICTURES = process.env['KEFU_SCREENSHOTS'] ?? mkdtempSync(join(tmpdir(), 'kefu-screenshots-'));

describe.each(databaseKinds())('the built console before a real hub on %s', (kind) => {
  let world: WholeWorld;
  let agent: BundledAgent;
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeEach(({ skip }) => {
    if (CHROMIUM === undefined) skip('Chromium not installed');
  });
  beforeAll(async () => {
    if (CHROMIUM === undefined) return;
    world = await WholeWorld.start({ kind });
    agent = await world.agent('门店微信');
    await world.agent('二店微信');
    browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN' });
    page = await context.newPage();
    page.setDefaultTimeout(STAY_MS);
    page.on('pageerror', (error) => faults.push(textOf(error)));
  });
  afterAll(async () => {
    if (CHROMIUM === undefined) return;
    await browser.close();
    await world.remove();
  });

  const seen = (text: string): Promise<void> =>
    page.getByText(text, { exact: false }).filter({ visible: true }).first().waitFor();
  const strip = (text: string | RegExp): Promise<void> =>
    page.getByRole('status', { name: '谁在应答' }).getByText(text).waitFor();
  const picture = (name: string): Promise<unknown> =>
    page.screenshot({ path: join(PICTURES, `${kind}-${name}.png`), animations: 'disabled' });

  it('lets a person in by the one-time link, with a password on the way', async () => {
    const link = await invitation(world);
    await page.goto(link);
    await page.getByLabel('新密码').fill('four unrelated words');
    await page.getByLabel('再输一次').fill('four unrelated words');
    await page.getByRole('button', { name: '保存并登录' }).click();
    await page.waitForURL('**/inbox');
    expect(new URL(page.url()).pathname).toBe('/inbox');
    await picture('empty');
  });

  it('shows a customer live, takes over, answers through the agent, hands back and closes', async () => {
    const row = page.getByRole('link', { name: '赵敏' });
    await agent.say('赵敏', '故障代码E03是什么意思');
    await page.getByRole('tab', { name: /全部/ }).click();
    await row.waitFor();
    await row.click();
    await page.getByRole('log').getByText('E03为接地异常').waitFor();
    await picture('answered');

    await strip('AI 正在应答');
    await page.getByRole('button', { name: '接管', exact: true }).click();
    await strip('你正在接待');
    const field = page.getByRole('textbox', { name: '回复 赵敏' });
    await field.fill('您好，我是小王，接地电阻需要电工上门测');
    await field.press('Enter');
    await waitUntil(() => agent.typed('赵敏').includes('您好，我是小王，接地电阻需要电工上门测'));
    await seen('已送达');
    await agent.say('赵敏', '那请安排上门吧');
    await page.getByRole('log').getByText('那请安排上门吧').waitFor();
    await picture('held');
    await page.getByRole('button', { name: '交还 AI' }).click();
    await strip(/AI 正在应答|等待接管/);
    await picture('handed-back');
    expect(agent.typed('赵敏')).toContain('您好，我是小王，接地电阻需要电工上门测');
  });

  it('misses nothing when the hub was restarted meanwhile', async () => {
    await agent.say('孙强', '故障代码E01是什么意思');
    await page.getByRole('link', { name: '孙强' }).click();
    await page.getByRole('log').getByText('E01为急停按钮').waitFor();
    await world.hub.end('SIGKILL');
    await agent.say('孙强', '故障代码E07是什么意思');
    await page.getByText('重连中').first().waitFor();
    await picture('cut');
    await world.hub.start();
    await page.getByRole('log').getByText('故障代码E07是什么意思').waitFor();
    await page.getByRole('log').getByText('E07为漏电保护动作').waitFor();
    const shown = await page.getByRole('log').getByText('E07为漏电保护动作').count();
    expect(shown).toBe(1);
    await seen('已连接');
  });

  it('closes with a resolution, also on a phone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await picture('phone-thread');
    await page.getByRole('button', { name: '返回会话列表' }).click();
    await page.getByRole('tab', { name: /全部/ }).waitFor();
    await picture('phone-list');
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByRole('link', { name: '孙强' }).click();
    await page.getByRole('button', { name: '接管', exact: true }).click();
    await strip('你正在接待');
    await page.getByRole('button', { name: '解决', exact: true }).click();
    const question = page.getByRole('alertdialog', { name: /结束和 孙强 的会话/ });
    await question.getByText('已解决').click();
    await question.getByRole('button', { name: '结束会话' }).click();
    await strip('会话已结束');
    await picture('closed');
    expect(faults).toEqual([]);
    await world.rest();
    expect(await world.violations()).toBe('');
  });
});

async function invitation(world: WholeWorld): Promise<string> {
  const data = await world.admin.client.ask(
    `mutation ($requestId: ID!) { inviteUser(requestId: $requestId, email: "wang@example.com", name: "王珊", role: OPERATOR) { link } }`,
  );
  return textOf(data['inviteUser']?.['link']);
}
