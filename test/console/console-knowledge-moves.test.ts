import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { useConsoleBench } from './support/console-bench.ts';

const MANUAL = '交流桩故障代码手册.md';
const QUESTIONS = '常见问题.csv';

describe('documents on the knowledge page, by mouse and by keys', () => {
  const bench = useConsoleBench();
  const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });
  const folder = (page: Page, name: string) =>
    page.getByRole('navigation', { name: '文件夹' }).getByRole('button', { name });
  const folderOf = (name: string): string | undefined =>
    bench.sample().hub.knowledge.documents.find((one) => one.name === name)?.folder;

  it('moves a row that is dragged onto a folder, and takes it back', async () => {
    const { page, faults } = await bench.open('/knowledge');
    await row(page, QUESTIONS).waitFor();
    await row(page, QUESTIONS).dragTo(folder(page, '故障代码'));
    await page.getByText('已移动 1 份到「故障代码」', { exact: true }).waitFor();
    expect(folderOf(QUESTIONS)).toBe('故障代码');
    await page.getByRole('button', { name: '撤销' }).click();
    await waitUntil(() => folderOf(QUESTIONS) === '', { for: 'the folder it came from' });
    expect(faults).toEqual([]);
  });

  it('moves all that are selected when one of them is dragged, and none onto what is no folder', async () => {
    const { hub } = bench.sample();
    hub.knowledge.add({ name: '直流桩.pdf', chunkCount: 9 });
    const { page } = await bench.open('/knowledge');
    for (const name of [QUESTIONS, '直流桩.pdf']) await page.getByRole('checkbox', { name: `选中 ${name}` }).check();
    await row(page, QUESTIONS).dragTo(folder(page, '待确认'));
    expect([folderOf(QUESTIONS), folderOf('直流桩.pdf')]).toEqual(['', '']);
    await row(page, QUESTIONS).dragTo(folder(page, '故障代码'));
    await page.getByText('已移动 2 份到「故障代码」', { exact: true }).waitFor();
    expect([folderOf(QUESTIONS), folderOf('直流桩.pdf')]).toEqual(['故障代码', '故障代码']);
  });

  it('does the same by keys alone', async () => {
    const { page } = await bench.open('/knowledge');
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent?.trim() ?? '');
    await page.getByRole('checkbox', { name: `选中 ${QUESTIONS}` }).focus();
    await page.keyboard.press('Space');
    for (let step = 0; step < 20 && (await focused()) !== '移动'; step += 1) await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: '移动 1 份文档' });
    await dialog.waitFor();
    await dialog.getByLabel('文件夹').and(page.locator(':focus')).waitFor();
    await page.keyboard.type('归档/旧版');
    await page.keyboard.press('Enter');
    await page.getByText('已移动 1 份到「归档/旧版」', { exact: true }).waitFor();
    await dialog.waitFor({ state: 'detached' });
    expect(folderOf(QUESTIONS)).toBe('归档/旧版');
    expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false);
  });

  it('takes files that are dropped on the page, also while nothing is there yet, and never leaves the page for one', async () => {
    const { hub, chen } = bench.sample();
    hub.knowledge.documents.length = 0;
    const drop = async (page: Page): Promise<void> => {
      const dataTransfer = await page.evaluateHandle(() => {
        const transfer = new DataTransfer();
        transfer.items.add(new File(['# 保修\n\n两年。'], '保修.md', { type: 'text/markdown' }));
        return transfer;
      });
      await page.getByText('知识库还是空的').dispatchEvent('drop', { dataTransfer });
    };
    const { page: theirs } = await bench.open('/knowledge', { as: chen });
    await drop(theirs);
    expect(await theirs.getByText('知识库还是空的').count()).toBe(1);
    const { page } = await bench.open('/knowledge');
    await drop(page);
    await page.getByText('读取第 1 / 4 页').waitFor();
    expect(hub.knowledge.imports.map(({ fileName }) => fileName)).toEqual(['保修.md']);
  });

  it('lets nobody drag who may not move', async () => {
    const { chen } = bench.sample();
    const { page } = await bench.open('/knowledge', { as: chen });
    await row(page, MANUAL).waitFor();
    expect(await row(page, MANUAL).getAttribute('draggable')).toBe('false');
  });

  it('brings the original of a document back, byte for byte, and says when it cannot', async () => {
    const { hub } = bench.sample();
    const bytes = Buffer.from('# 保修\n\n质保两年。\n');
    const { page } = await bench.open('/knowledge');
    await page.getByText(MANUAL).waitFor();
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles({ name: '保修.md', mimeType: 'text/markdown', buffer: bytes });
    const version = await waitUntil(() => hub.knowledge.imports[0], { for: 'the import' });
    Object.assign(version, { state: 'PUBLISHED', progress: null, chunkCount: 1 });
    version.document.state = 'PUBLISHED';
    hub.feed.publish({ knowledge: { __typename: 'ImportChanged', version } });
    await page.getByRole('button', { name: '保修.md' }).filter({ hasText: 'MD' }).click();
    const button = page.getByRole('dialog').getByRole('button', { name: '下载原文件' });
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    expect(download.suggestedFilename()).toBe('保修.md');
    expect(await readFile(await download.path())).toEqual(bytes);

    hub.files.clear();
    await button.click();
    await page.getByText('「保修.md」没有下载下来', { exact: true }).waitFor();
  });
});
