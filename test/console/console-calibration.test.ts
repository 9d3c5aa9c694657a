import { describe, expect, it } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { useConsoleBench } from './support/console-bench.ts';

describe('the page on confidence', () => {
  const bench = useConsoleBench();
  const open = async () => {
    const { page } = await bench.open('/knowledge?tab=confidence');
    await page.getByText('说的和做到的').waitFor();
    return page;
  };

  it('plays other thresholds on the past, puts them in force and takes them back', async () => {
    const { calibration } = bench.sample().hub;
    calibration.add(60, 0.9, true);
    calibration.add(20, 0.72, true);
    calibration.add(20, 0.3, false);
    const page = await open();
    await page.getByText('按过去 100 轮推算，其中 60 轮知道结果。').waitFor();
    const reply = page.getByRole('slider', { name: '从这个把握起回复' });
    expect(await page.getByRole('button', { name: '启用这两道门槛' }).isDisabled()).toBe(true);
    await reply.focus();
    for (let step = 0; step < 5; step += 1) await page.keyboard.press('ArrowLeft');
    await page.getByText('0.70 起直接回复').waitFor();
    await page.getByText('80.0 %').waitFor();
    await page.getByText('按过去 100 轮推算，其中 80 轮知道结果。').waitFor();
    expect(calibration.thresholds.reply).toBe(0.75);

    await page.getByRole('button', { name: '启用这两道门槛' }).click();
    await page.getByText('新门槛从下一轮起生效', { exact: true }).waitFor();
    expect(calibration.thresholds.reply).toBeCloseTo(0.7);
    await page.getByRole('button', { name: '撤销' }).click();
    await waitUntil(() => calibration.thresholds.reply === 0.75 || undefined, { for: 'the thresholds before' });
    await page.getByText('0.75 起直接回复').waitFor();
  });

  it('shows what was said beside what came true, also as a table', async () => {
    bench.sample().hub.calibration.add(8, 0.95, true);
    bench.sample().hub.calibration.add(2, 0.95, false);
    const page = await open();
    await page.getByText('平均相差 15.0 %（10 轮）').waitFor();
    await page.getByRole('button', { name: '看表格' }).click();
    const row = page.getByRole('row').filter({ hasText: '0.9–1.0' });
    expect(await row.getByRole('cell').allTextContents()).toEqual(['95 %', '80 %', '10']);
  });

  it('says what is missing while nothing is known, and lets only admins set', async () => {
    const { chen } = bench.sample();
    const { page } = await bench.open('/knowledge?tab=confidence', { as: chen });
    await page.getByText('还不知道哪些答对了').waitFor();
    await page.getByText('还没有可以推算的历史').waitFor();
    await page.getByText('只有管理员可以改门槛。').waitFor();
    expect(await page.getByRole('button', { name: '启用这两道门槛' }).count()).toBe(0);
  });

  it('says by what confidence is measured, and goes back to the shipped map and on again', async () => {
    const { calibration } = bench.sample().hub;
    const page = await open();
    const card = page.getByRole('region', { name: '用哪把标尺量把握' });
    await card.getByText('2026-03-01 拟合，依据 4,441 个专门编写的问题').first().waitFor();
    await card.getByText(/还没有你们自己的标尺/).waitFor();
    expect(await card.getByRole('button').count()).toBe(0);

    const version = 'keywords-3-4441+200';
    const fittedAt = '2026-11-20T08:00:00.000Z';
    calibration.own = { version, fittedAt, answers: 200, errorBefore: 0.214, errorAfter: 0.043 };
    await page.reload();
    await card.getByText('2026-11-20 拟合，依据 200 条知道结果的回答').waitFor();
    await card.getByText(version).waitFor();
    await card.getByText('校准误差：自带的 21.4 %，你们自己的 4.3 %').waitFor();
    await card.getByRole('button', { name: '改回自带的标尺' }).click();
    await page.getByText('已改回自带的标尺', { exact: true }).waitFor();
    expect(calibration.usesOwn).toBe(false);
    await card.getByText(`你们自己的标尺 ${version} 已停用`).waitFor();
    await page.getByRole('button', { name: '撤销' }).click();
    await card.getByRole('button', { name: '改回自带的标尺' }).waitFor();
    expect(calibration.usesOwn).toBe(true);
  });
});
