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
    await page.getByText('新门槛从下一轮起生效').waitFor();
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
});
