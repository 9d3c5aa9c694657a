import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { useConsoleBench } from './support/console-bench.ts';

const seen = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByText(text).filter({ visible: true }).first().waitFor();
const strip = (page: Page) => page.getByRole('status', { name: '谁在应答' });

describe('a shift at the console', () => {
  const bench = useConsoleBench();

  it('takes a waiting customer over, answers, hands back, and undoes the hand-back', async () => {
    const { hub, danger } = bench.sample();
    const { page } = await bench.open('/inbox');
    await page.getByRole('button', { name: '接管 许文静' }).click();
    await strip(page).getByText('等待客户端确认').waitFor();

    const field = page.getByRole('textbox', { name: '回复 许文静' });
    await field.fill('您好，请先离开充电桩三米以外');
    await seen(page, '可以先写，确认后自动发出');
    await field.press('Enter');
    await seen(page, '接管确认后发出');
    expect(await field.inputValue()).toBe('');

    hub.confirm(danger);
    await strip(page).getByText('你正在接待').waitFor();
    await seen(page, '林珊接管，客户端已确认');
    await seen(page, '排队中');

    const bubble = danger.lines.find((line) => line.reply?.origin === 'OPERATOR');
    if (!bubble) throw new Error('the hub has no bubble');
    hub.deliver(bubble, 'LEASED');
    await seen(page, '客户端已领取');
    hub.deliver(bubble, 'TYPED');
    await seen(page, '已键入，正在核对');
    hub.deliver(bubble, 'CONFIRMED');
    await seen(page, /已送达/);

    await page.keyboard.press('Escape');
    await page.getByRole('log').focus();
    await page.keyboard.press('Alt+g');
    await strip(page).getByText('AI 正在应答').waitFor();
    await page.getByRole('button', { name: '撤销' }).click();
    await strip(page).getByText('等待客户端确认').waitFor();
  });

  it('asks before it voids bubbles, and before it ends a session', async () => {
    const { mine } = bench.sample();
    const { page } = await bench.open(`/inbox/${mine.id}`);
    await strip(page).getByText('你正在接待').waitFor();
    await page.getByRole('button', { name: '交还 AI' }).click();
    const dialog = page.getByRole('alertdialog', { name: '交还给 AI？' });
    await dialog.getByText('你有 2 条消息还没有发出').waitFor();
    await dialog.getByRole('button', { name: '再等等' }).click();
    await strip(page).getByText('你正在接待').waitFor();

    await page.getByRole('log').focus();
    await page.keyboard.press('Alt+e');
    const close = page.getByRole('alertdialog', { name: /结束和 梁志远 的会话/ });
    await close.getByText('未解决').click();
    await close.getByRole('button', { name: '结束会话' }).click();
    await strip(page).getByText('会话已结束').waitFor();
    expect(mine.resolution).toBe('UNSOLVED');
    await seen(page, '客户再来消息时会开新会话');
  });

  it('keeps a draft per session, counts it, and refuses what is too long', async () => {
    const { mine, model } = bench.sample();
    const { page } = await bench.open(`/inbox/${mine.id}`);
    const field = page.getByRole('textbox', { name: '回复 梁志远' });
    await field.fill('工程师的电话是');
    await seen(page, '7/400');
    await page.goto(`${bench.server().url}/inbox/${model.id}`);
    await seen(page, 'AI 持有这个会话');
    await page.goto(`${bench.server().url}/inbox/${mine.id}`);
    await expect.poll(() => field.inputValue()).toBe('工程师的电话是');
    await field.fill('好'.repeat(401));
    await seen(page, '超过 400 字，请分成两条');
    const before = mine.lines.length;
    await field.press('Enter');
    expect(await page.getByRole('button', { name: '发送' }).isDisabled()).toBe(true);
    expect(mine.lines.length).toBe(before);
  });

  it('leaves the Enter of an input method alone and breaks lines with Shift', async () => {
    const { mine } = bench.sample();
    const { page } = await bench.open(`/inbox/${mine.id}`);
    const field = page.getByRole('textbox', { name: '回复 梁志远' });
    await field.fill('shang men');
    const before = mine.lines.length;
    await field.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true });
    await field.press('Shift+Enter');
    await field.pressSequentially('下一行');
    expect(await field.inputValue()).toBe('shang men\n下一行');
    expect(mine.lines.length).toBe(before);
    await field.press('Enter');
    await waitUntil(() => mine.lines.length === before + 1, { for: 'the line at the hub' });
    expect(mine.lines.at(-1)?.content).toBe('shang men\n下一行');
  });

  it('resolves an unknown bubble by what the operator saw, and takes back a queued one', async () => {
    const { hub, mine } = bench.sample();
    const { page } = await bench.open(`/inbox/${mine.id}`);
    await seen(page, '已键入，正在核对');
    const typed = mine.lines.find((line) => line.reply?.state === 'TYPED');
    if (!typed) throw new Error('no typed bubble');
    hub.deliver(typed, 'UNKNOWN');
    await seen(page, '结果未知：请看微信窗口核对');
    await page.getByRole('button', { name: '没有发出' }).click();
    await seen(page, '已作废：没有键入');
    await page.getByRole('button', { name: '重新写' }).first().click();
    const field = page.getByRole('textbox', { name: '回复 梁志远' });
    await expect.poll(() => field.inputValue()).toContain('在保的');
    await page.getByRole('button', { name: '撤回' }).click();
    await seen(page, '已作废：坐席撤回');
  });

  it('tells who was faster when two operators take the same room', async () => {
    const { hub, danger, chen } = bench.sample();
    const { page } = await bench.open(`/inbox/${danger.id}`);
    await strip(page).getByText('等待接管').waitFor();
    hub.takeOver(danger.room.id, chen);
    hub.confirm(danger);
    await strip(page).getByText('陈默正在接待').waitFor();
    expect(await page.getByRole('button', { name: '接管', exact: true }).count()).toBe(0);
    await seen(page, '陈默正在接待，回复已锁定');
  });
});
