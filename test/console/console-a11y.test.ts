import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { builtConsole, entrySize } from './support/built-console.ts';
import { useConsoleBench } from './support/console-bench.ts';
import { axeFaults } from './support/console-browser.ts';
import type { SampleHub } from './support/sample-hub.ts';

/** What a first visit may weigh, gzipped. */
const ENTRY_LIMIT = 180 * 1024;

interface Place {
  readonly name: string;
  readonly path: (sample: SampleHub) => string;
  /** Seen when the page is complete. */
  readonly ready: string;
  readonly anonymous?: boolean;
  /** Laid out differently between phone and desk, so that it is looked at there as well. */
  readonly between?: boolean;
  readonly act?: (page: Page) => Promise<void>;
}

const PLACES: readonly Place[] = [
  { name: 'login', path: () => '/login', ready: '登录', anonymous: true },
  { name: 'a link that is used up', path: () => '/login/none', ready: '这个登录链接不能用了', anonymous: true },
  { name: 'inbox', path: () => '/inbox', ready: '许文静' },
  { name: 'thread that is mine', path: ({ mine }) => `/inbox/${mine.id}`, ready: '已键入，正在核对', between: true },
  { name: 'thread that waits', path: ({ danger }) => `/inbox/${danger.id}`, ready: '桩上面冒了一下烟' },
  {
    name: 'why this answer',
    path: ({ mine }) => `/inbox/${mine.id}`,
    ready: '为什么这样回答',
    act: async (page) => {
      await page.getByRole('button', { name: '为什么这样回答' }).click();
      await page.getByText('安装与接地规范').waitFor();
      await page.getByRole('note', { name: '依据第 2 段' }).waitFor();
    },
  },
  {
    name: 'customer drawer',
    between: true,
    path: ({ mine }) => `/inbox/${mine.id}`,
    ready: '已键入，正在核对',
    act: async (page) => {
      const button = page.getByRole('button', { name: '展开客户资料' });
      if (await button.isVisible()) await button.click();
      await page.getByText('客户评分').first().waitFor();
    },
  },
  { name: 'agents', path: () => '/agents', ready: '合肥-02', between: true },
  { name: 'overview', path: () => '/overview', ready: '自动应答率', between: true },
  { name: 'knowledge', path: () => '/knowledge', ready: '交流桩故障代码手册.md' },
  {
    name: 'imports that are paused',
    path: ({ hub: { knowledge } }) => {
      knowledge.importsPaused = true;
      const waits = { stage: 'QUEUED', done: 0, total: null, chunkCount: 0, etaSeconds: null, placeInQueue: 1 };
      for (const progress of [{ ...waits, stage: 'READING', done: 3, total: 4, placeInQueue: null }, waits]) {
        const into = knowledge.addEmpty({ name: `价目 ${progress.stage}.pdf`, state: 'IMPORTING' });
        into.versionList.push(knowledge.version(into, { state: 'IMPORTING', finishedAt: null, progress }));
      }
      return '/knowledge';
    },
    ready: '已暂停，排在第 1 个',
  },
  {
    name: 'confidence',
    path: ({ hub }) => {
      const errors = { errorBefore: 0.21, errorAfter: 0.04 };
      hub.calibration.own = { version: 'own', fittedAt: '2026-11-20T08:00:00.000Z', answers: 200, ...errors };
      hub.calibration.add(40, 0.92, true);
      hub.calibration.add(12, 0.66, false);
      return '/knowledge?tab=confidence';
    },
    ready: '说的和做到的',
  },
  {
    name: 'a document that waits',
    between: true,
    path: ({ hub }) => `/knowledge?document=${hub.knowledge.hold('交流桩故障代码手册.md').document.id}`,
    ready: '138****5678',
    act: async (page) => {
      await page.getByText('第 1 段：先断开').waitFor();
      await page.getByRole('button', { name: '改名、移动、有效期' }).click();
      await page.getByText('略过 1 处').click();
    },
  },
  {
    name: 'a tried question',
    between: true,
    path: () => '/knowledge',
    ready: '试问一句',
    act: async (page) => {
      await page.getByLabel('客户会怎么问').fill('老跳 E03');
      await page.getByRole('button', { name: '试一下' }).click();
      await page.getByText('会直接回复').waitFor();
    },
  },
  {
    name: 'gaps and an entry for one',
    path: () => '/knowledge?tab=gaps',
    ready: '直流桩投标要哪些资质文件？',
    act: async (page) => {
      expect(await axeFaults(page)).toEqual([]);
      await page.getByRole('button', { name: /写答案：E03/ }).click();
      await page.getByText('其他问法').waitFor();
    },
  },
  { name: 'check-up of the knowledge', path: () => '/knowledge?tab=health', ready: '接地电阻不大于 10 Ω。' },
  {
    name: 'how it searches',
    path: () => '/knowledge',
    ready: '交流桩故障代码手册.md',
    act: async (page) => {
      await page.getByRole('button', { name: '只按关键词' }).click();
      await page.getByText('npm run embedder').waitFor();
    },
  },
  { name: 'a page that is not there', path: () => '/nowhere', ready: '没有这个页面' },
  {
    name: 'command bar',
    path: () => '/inbox',
    ready: '许文静',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await page.getByRole('option', { name: /梁志远/ }).waitFor();
    },
  },
  {
    name: 'personal menu',
    path: () => '/overview',
    ready: '自动应答率',
    act: async (page) => {
      await page
        .getByRole('button', { name: /打开个人菜单/ })
        .filter({ visible: true })
        .click();
      await page.getByText('桌面通知').waitFor();
    },
  },
  {
    name: 'connect a computer',
    path: () => '/agents',
    ready: '合肥-02',
    act: async (page) => {
      await page.getByRole('button', { name: '接入电脑' }).click();
      await page.getByLabel('名字').fill('前台-01');
      await page.getByRole('button', { name: '生成密钥' }).click();
      await page.getByRole('group', { name: 'agent.yaml' }).waitFor();
    },
  },
];

const WIDTHS = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 390, height: 844 },
] as const;

describe('every page of the built console', () => {
  const bench = useConsoleBench();

  it('comes in an entry of at most 180 kB', () => {
    const size = entrySize(builtConsole());
    expect(size).toBeGreaterThan(20 * 1024);
    expect(size).toBeLessThanOrEqual(ENTRY_LIMIT);
  });

  describe.each(WIDTHS)('at $width', (screen) => {
    const places = PLACES.filter((place) => screen.width !== 1024 || place.between);
    it.each(places)('$name: axe finds nothing in light and dark, nothing is wider than the screen', async (place) => {
      const { path, ready, anonymous = false, act } = place;
      const { page, faults } = await bench.open(path(bench.sample()), { ...screen, anonymous });
      await page.getByText(ready).filter({ visible: true }).first().waitFor();
      await act?.(page);
      expect(await axeFaults(page)).toEqual([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await axeFaults(page, ['color-contrast'])).toEqual([]);
      const { scrollWidth, clientWidth } = await page.evaluate(() => ({
        scrollWidth: document.documentElement.scrollWidth,
        clientWidth: document.documentElement.clientWidth,
      }));
      expect(scrollWidth).toBe(clientWidth);
      expect(faults).toEqual([]);
    });
  });

  it('reads in English too', async () => {
    const { page } = await bench.open(`/inbox/${bench.sample().mine.id}`, { language: 'en' });
    await page.getByText('You have it').waitFor();
    await page.getByText('Typed, checking').waitFor();
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('en');
    expect(await axeFaults(page)).toEqual([]);
  });
});
