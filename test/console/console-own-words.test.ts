import { expect, describe, it } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { useConsoleBench } from './support/console-bench.ts';
import { axeFaults } from './support/console-browser.ts';

describe("a company's own words on the page of knowledge", () => {
  const bench = useConsoleBench();
  const PATH = '/knowledge?tab=health';
  const open = async () => {
    const { page, faults } = await bench.open(PATH);
    const card = page.getByRole('region', { name: '同义词与口头语' });
    const synonyms = card.getByLabel('同义词，一行一组');
    await synonyms.waitFor();
    return { page, faults, card, synonyms, fillers: card.getByLabel('没有意义的口头语') };
  };

  it('saves what was typed by keys alone, says so, and takes it back', async () => {
    const { knowledge } = bench.sample().hub;
    const before = (knowledge.ownWords = { synonyms: [['电瓶', '电池']], fillers: ['老铁'] });
    const { page, faults, card, synonyms, fillers } = await open();
    expect([await synonyms.inputValue(), await fillers.inputValue()]).toEqual(['电瓶 电池', '老铁']);
    const save = card.getByRole('button', { name: '保存' });
    expect(await save.isDisabled()).toBe(true);
    await synonyms.focus();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' 蓄电池\n\nModel Y，大 Y\n');
    await page.keyboard.press('Tab');
    await page.keyboard.press('End');
    await page.keyboard.type(' 那什么');
    await card.getByText('有未保存的改动').waitFor();
    expect(knowledge.ownWords).toEqual(before);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('已保存，下一个问题起按新词查找', { exact: true }).waitFor();
    const synonymsSaved = [
      ['电瓶', '电池', '蓄电池'],
      ['Model Y', '大 Y'],
    ];
    expect(knowledge.ownWords).toEqual({ synonyms: synonymsSaved, fillers: ['老铁', '那什么'] });
    expect(await synonyms.inputValue()).toBe('电瓶 电池 蓄电池\nModel Y、大 Y');
    expect(await card.getByText('有未保存的改动').count()).toBe(0);

    await page.getByRole('button', { name: '撤销' }).click();
    await waitUntil(() => knowledge.ownWords.fillers.length === 1 || undefined, { for: 'the words before' });
    expect(knowledge.ownWords).toEqual(before);
    await expect.poll(() => synonyms.inputValue()).toBe('电瓶 电池');
    expect(faults).toEqual([]);
  });

  it('says beside the field what is wrong, and keeps what was typed until it is discarded', async () => {
    const { page, card, synonyms, fillers } = await open();
    const save = card.getByRole('button', { name: '保存' });
    await synonyms.fill('电瓶 电池\n充電 充电');
    await save.click();
    await card.getByText('第 2 组「充電」要有两个不同的词').waitFor();
    expect(await synonyms.getAttribute('aria-invalid')).toBe('true');
    expect(await axeFaults(page)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeFaults(page, ['color-contrast'])).toEqual([]);
    await synonyms.fill('电瓶 电池');
    expect(await card.getByRole('alert').count()).toBe(0);
    await fillers.fill(Array.from({ length: 201 }, (_, index) => `词${index}`).join(' '));
    await save.click();
    await card.getByText('口头语最多 200 个，现在有 201 个').waitFor();
    await fillers.fill('长'.repeat(41));
    await save.click();
    await card.getByText('太长，一个词最多 40 字').waitFor();

    await page.getByRole('tab', { name: '文档' }).click();
    await page.getByRole('tab', { name: '体检' }).click();
    await card.getByText('有未保存的改动').waitFor();
    expect(await synonyms.inputValue()).toBe('电瓶 电池');
    await card.getByRole('button', { name: '放弃改动' }).click();
    expect([await synonyms.inputValue(), await fillers.inputValue()]).toEqual(['', '']);
    expect(bench.sample().hub.knowledge.ownWords).toEqual({ synonyms: [], fillers: [] });
  });

  it('is there to read for those who may not change it', async () => {
    const { hub, chen } = bench.sample();
    hub.knowledge.ownWords = { synonyms: [['电瓶', '电池']], fillers: [] };
    const { page } = await bench.open(PATH, { as: chen, language: 'en' });
    const card = page.getByRole('region', { name: 'Own words' });
    await card.getByText('Only admins can change them.').waitFor();
    const synonyms = card.getByLabel('Words that mean the same');
    expect(await synonyms.inputValue()).toBe('电瓶 电池');
    expect(await synonyms.isEditable()).toBe(false);
    expect(await card.getByRole('button').count()).toBe(0);
    expect(await axeFaults(page)).toEqual([]);
  });
});
