import { describe, expect, it } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { useConsoleBench } from './support/console-bench.ts';

describe('ways through the console', () => {
  const bench = useConsoleBench();

  it('logs in by e-mail and says what is wrong', async () => {
    const { page } = await bench.open('/agents', { anonymous: true });
    await page.getByLabel('邮箱').fill('lin@example.com');
    await page.getByLabel('密码').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('邮箱或密码不对').waitFor();
    await page.getByLabel('密码').fill('correct horse battery');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/agents');
    await page.getByText('合肥-02', { exact: true }).first().waitFor();
    expect(new URL(page.url()).pathname).toBe('/agents');
  });

  it('logs in by link, sets a password on the way, and refuses the link a second time', async () => {
    const { hub } = bench.sample();
    const wang = hub.addPerson({ name: '王工', email: 'wang@example.com', role: 'OPERATOR', password: null });
    hub.loginCodes.set('once', wang);
    const { page } = await bench.open('/login/once', { anonymous: true });
    await page.getByLabel('新密码').fill('short');
    await page.getByRole('button', { name: '保存并登录' }).click();
    await page.getByText('至少 10 个字符', { exact: true }).waitFor();
    await page.getByLabel('新密码').fill('four unrelated words');
    await page.getByLabel('再输一次').fill('four unrelated wards');
    await page.getByText('两次输入的不一样').waitFor();
    await page.getByLabel('再输一次').fill('four unrelated words');
    await page.getByRole('button', { name: '保存并登录' }).click();
    await page.getByRole('link', { name: '许文静' }).waitFor();
    expect(wang.password).toBe('four unrelated words');
    const second = await bench.open('/login/once', { anonymous: true });
    await second.page.getByText('这个登录链接不能用了').waitFor();
  });

  it('can be worked from the keyboard alone', async () => {
    const { danger } = bench.sample();
    const { page } = await bench.open('/inbox');
    await page.getByRole('link', { name: '许文静' }).waitFor();
    await page.keyboard.press('Alt+j');
    await page.waitForURL(`**/inbox/${danger.id}`);
    await page.keyboard.press('Alt+j');
    await page.getByRole('heading', { name: '孙立群' }).waitFor();
    await page.keyboard.press('Alt+k');
    await page.getByRole('heading', { name: '许文静' }).waitFor();
    await page.keyboard.press('Alt+t');
    await page.getByRole('button', { name: '取消申请' }).waitFor();
    bench.sample().hub.confirm(danger);
    await page.getByText('你正在接待').waitFor();
    await page.keyboard.press('Alt+l');
    await page.keyboard.type('Alt+t 与 ? 在这里只是字');
    const field = page.getByRole('textbox', { name: '回复 许文静' });
    expect(await field.inputValue()).toBe('Alt+t 与 ? 在这里只是字');
    await page.keyboard.press('Enter');
    await waitUntil(() => danger.lines.at(-1)?.content.startsWith('Alt+t'), { for: 'the line' });

    await page.keyboard.press('Control+k');
    await page
      .getByRole('dialog')
      .getByPlaceholder(/搜客户名/)
      .fill('梁志远');
    await page.getByRole('option', { name: /梁志远/ }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: '梁志远' }).first().waitFor();
  });

  it('shows its shortcuts on a question mark and gives the focus back on Escape', async () => {
    const { page } = await bench.open('/overview');
    const all = page.getByRole('button', { name: '看全部' });
    await all.focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: '快捷键' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog', { name: '快捷键' }).waitFor({ state: 'detached' });
    expect(await all.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  it('has two steps on a phone, with the take-over under the thumb', async () => {
    const { danger } = bench.sample();
    const { page } = await bench.open('/inbox', { width: 390, height: 844 });
    await page.getByRole('link', { name: '许文静' }).click();
    await page.waitForURL(`**/inbox/${danger.id}`);
    await page.getByRole('navigation').waitFor({ state: 'hidden' });
    const button = page.getByRole('button', { name: '接管', exact: true });
    const box = await button.boundingBox();
    expect(box?.height).toBeGreaterThanOrEqual(44);
    expect(box?.y).toBeGreaterThan(700);
    await page.getByRole('button', { name: '返回会话列表' }).click();
    await page.getByRole('tab', { name: /全部/ }).waitFor();
    expect(await page.getByRole('navigation').isVisible()).toBe(true);
  });

  it('comes back on a phone to the place in the list where one left', async () => {
    const { page } = await bench.open('/inbox', { width: 390, height: 844 });
    const list = page.getByRole('tabpanel');
    await page.getByRole('link', { name: '许文静' }).waitFor();
    await list.evaluate((element) => {
      element.scrollTop = 900;
    });
    const link = page.getByRole('link', { name: '谢安' });
    await link.click();
    await page.getByRole('heading', { name: '谢安' }).waitFor();
    await page.goBack();
    await link.waitFor();
    await expect.poll(() => list.evaluate((element) => element.scrollTop)).toBeGreaterThan(600);
  });

  it('explains an answer with its evidence, thresholds and steps', async () => {
    const { mine } = bench.sample();
    const { page } = await bench.open(`/inbox/${mine.id}`);
    await page.getByRole('button', { name: '为什么这样回答' }).click();
    for (const text of [
      '回复 ≥ 0.75',
      '断开上级空开，等待 30 秒后合闸',
      '› 第 14 页',
      'deepseek-chat',
      '检索「3 号楼那台桩充不上 E03」',
      '核对：句句有出处',
      '提示词 v14',
    ]) {
      await page.getByText(text).first().waitFor();
    }
    await page.getByRole('button', { name: '为什么转人工' }).click();
    await page.getByText('危险词「漏电」').last().waitFor();
    await page.getByText('没有算置信度：规则先作了决定').waitFor();
    expect(await page.getByText('引用的知识').count()).toBe(2);
  });

  it('creates an agent and shows its key once; pauses and revokes with a question', async () => {
    const { hub } = bench.sample();
    const { page } = await bench.open('/agents');
    await page.getByRole('button', { name: '接入电脑' }).click();
    await page.getByRole('button', { name: '生成密钥' }).click();
    await page.getByText('请填名字，最多 60 个字').waitFor();
    await page.getByLabel('名字').fill('前台-01');
    await page.getByRole('button', { name: '生成密钥' }).click();
    await page.getByText('kefu_live_4f9c2d7be1a84c06b5d3', { exact: true }).waitFor();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '下载 agent.yaml' }).click();
    expect((await download).suggestedFilename()).toBe('agent.yaml');
    await page.getByRole('button', { name: '我已保存' }).click();
    expect(await page.content()).not.toContain('kefu_live_4f9c2d7be1a84c06b5d3');

    await page.getByRole('switch', { name: '苏州-02 的收发' }).click();
    await waitUntil(() => hub.agents.find((agent) => agent.name === '苏州-02')?.paused, { for: 'the pause' });
    await page.getByRole('button', { name: /前台-01/ }).click();
    await page.getByRole('button', { name: '吊销密钥' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: '吊销' }).click();
    await waitUntil(() => hub.agents.find((agent) => agent.name === '前台-01')?.status === 'REVOKED', {
      for: 'the revocation',
    });
  });

  it('offers an admin of the demo to remove it, and asks first', async () => {
    const { hub } = bench.sample();
    hub.tenant = { ...hub.tenant, demo: true };
    const { page } = await bench.open('/inbox');
    await page.getByRole('complementary', { name: '这是演示' }).getByRole('button', { name: '移除演示' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: '移除演示' }).click();
    await waitUntil(() => !hub.tenant.demo, { for: 'the demo to go' });
    await page.getByText('演示已移除', { exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/login');
    expect(hub.tenant.demo).toBe(false);
  });

  it('keeps a viewer from acting', async () => {
    const { hub, danger } = bench.sample();
    const viewer = hub.addPerson({ name: '访客', email: 'v@example.com', role: 'VIEWER', password: 'x' });
    const { page } = await bench.open(`/inbox/${danger.id}`, { as: viewer });
    await page.getByText('你的角色只能查看，不能回复').waitFor();
    expect(await page.getByRole('button', { name: /接管/ }).count()).toBe(0);
  });

  it('remembers theme and language per person', async () => {
    const { page } = await bench.open('/overview');
    await page
      .getByRole('button', { name: /打开个人菜单/ })
      .filter({ visible: true })
      .click();
    await page.getByText('深色', { exact: true }).click();
    await page.getByText('English', { exact: true }).click();
    await page.getByText('Desktop notices').waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('dark');
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(ground).toBe('rgb(15, 18, 17)');
  });
});
