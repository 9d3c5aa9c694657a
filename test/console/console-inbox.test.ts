import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { waitUntil } from '../support/wait-until.ts';
import { useConsoleBench } from './support/console-bench.ts';

const seen = (page: Page, text: string | RegExp): Promise<void> =>
  page.getByText(text).filter({ visible: true }).first().waitFor();

describe('the inbox while it lives', () => {
  const bench = useConsoleBench();

  it('shows every change of the inbox as it happens, with counts', async () => {
    const { hub, lin } = bench.sample();
    const { page } = await bench.open('/inbox');
    await page.getByRole('tab', { name: /等待接管\s*3/ }).waitFor();
    const fresh = hub.addSession({ customer: { name: '新来的客户' } });
    hub.say(fresh, { content: '你们的桩着火了' });
    await page.getByRole('link', { name: '新来的客户' }).waitFor();
    hub.handOff(fresh, { reason: 'DANGER', detail: '着火', priority: 3 });
    await page.getByRole('tab', { name: /等待接管\s*4/ }).waitFor();
    await page.getByRole('tab', { name: /等待接管/ }).click();
    await waitUntil(
      async () => (await page.getByRole('tabpanel').getByRole('link').first().textContent()) === '新来的客户',
      {
        for: 'the most urgent first',
      },
    );
    hub.takeOver(fresh.room.id, lin);
    hub.confirm(fresh);
    await page.getByRole('tab', { name: /我的\s*2/ }).waitFor();
    await waitUntil(
      async () => (await page.getByRole('tabpanel').getByRole('link', { name: '新来的客户' }).count()) === 0,
      {
        for: 'the row to leave the queue',
      },
    );
    await expect.poll(() => page.getByRole('tab', { name: /等待接管\s*3/ }).count()).toBe(1);
  });

  it('alerts to a new customer who waits, once, and to nothing the model says', async () => {
    const { hub, model } = bench.sample();
    const { page } = await bench.open('/overview');
    await seen(page, '自动应答率');
    hub.bubble(model, { text: '可以的' });
    const fresh = hub.addSession({ customer: { name: '郭靖' } });
    hub.handOff(fresh, { reason: 'COMPLAINT', detail: '投诉' });
    const toast = page.getByText('郭靖 等你接管');
    await toast.first().waitFor();
    const look = page.getByRole('button', { name: '看看' });
    expect(await look.count()).toBe(1);
    await look.click();
    await page.waitForURL(`**/inbox/${fresh.id}`);
  });

  it('sounds and shows a desktop notice as the person has set it, never for the model', async () => {
    const { hub, model, lin } = bench.sample();
    const { page } = await bench.open('/overview');
    await page.addInitScript((key) => {
      const log: string[] = [];
      class Oscillator extends OscillatorNode {
        override start(when?: number): void {
          log.push('tone');
          super.start(when);
        }
      }
      AudioContext.prototype.createOscillator = function create(this: AudioContext) {
        return new Oscillator(this);
      };
      class Notice extends EventTarget {
        static permission = 'granted';
        static requestPermission = () => Promise.resolve('granted');
        constructor(title: string) {
          super();
          log.push(title);
        }
      }
      Object.assign(window, { Notification: Notice, heard: log });
      Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
      localStorage.setItem(key, JSON.stringify({ sound: true, desktopNotice: true }));
    }, `kefu.preferences.${lin.id}`);
    await page.reload();
    await seen(page, '自动应答率');
    await page.getByRole('heading', { name: '总览' }).click();
    const heard = () => page.evaluate(() => (window as unknown as { heard: string[] }).heard);
    hub.bubble(model, { text: '可以的' });
    const fresh = hub.addSession({ customer: { name: '郭靖' } });
    hub.handOff(fresh, { reason: 'DANGER', detail: '冒烟' });
    await waitUntil(async () => (await heard()).includes('郭靖 等你接管'), { for: 'the notice' });
    expect((await heard()).filter((what) => what === 'tone')).toHaveLength(3);

    await page
      .getByRole('button', { name: /打开个人菜单/ })
      .filter({ visible: true })
      .click();
    await page.getByRole('switch', { name: '声音提醒' }).click();
    await page.getByRole('switch', { name: '桌面通知' }).click();
    await page.keyboard.press('Escape');
    const before = (await heard()).length;
    const second = hub.addSession({ customer: { name: '黄蓉' } });
    hub.handOff(second, { reason: 'COMPLAINT' });
    await seen(page, '黄蓉 等你接管');
    expect(await heard()).toHaveLength(before);
  });

  it('draws only what is seen of a long list, and reads further pages as one scrolls', async () => {
    const { hub } = bench.sample();
    for (let index = 1; index <= 180; index += 1) {
      const session = hub.addSession({ customer: { name: `客户 ${index} 号` } });
      session.lastActiveAt = new Date(Date.now() - 86_400_000 - index * 60_000).toISOString();
    }
    const { page } = await bench.open('/inbox');
    const list = page.getByRole('tabpanel');
    await page.getByRole('link', { name: '许文静' }).waitFor();
    expect(await list.getByRole('link').count()).toBeLessThan(40);
    await waitUntil(
      async () => {
        await list.evaluate((element) => {
          element.scrollTop = element.scrollHeight;
        });
        return (await list.getByRole('link', { name: '客户 180 号' }).count()) === 1;
      },
      { for: 'the last session' },
    );
    expect(await list.getByRole('link').count()).toBeLessThan(40);
  });

  it('marks a session as read when it is on screen', async () => {
    const { danger } = bench.sample();
    expect(danger.unread).toBe(1);
    const { page } = await bench.open(`/inbox/${danger.id}`);
    await seen(page, '桩上面冒了一下烟');
    await waitUntil(() => danger.unread === 0, { for: 'markRead' });
  });

  it('loads older lines without moving the one that is read', async () => {
    const { model } = bench.sample();
    const { page } = await bench.open(`/inbox/${model.id}`);
    const log = page.getByRole('log');
    await log.getByText('第 60 个问题').waitFor();
    expect(await log.getByText('第 10 个问题').count()).toBe(0);
    await log.evaluate((element) => {
      element.scrollTop = 0;
    });
    await log.getByText('第 30 个问题').waitFor();
    await waitUntil(() => log.evaluate((element) => element.scrollTop > 500), { for: 'the read line to stay' });
    await log.evaluate((element) => {
      element.scrollTop = 0;
    });
    await log.getByText('第 1 个问题：').waitFor();
    await seen(page, '会话从这里开始');
  });

  it('counts what comes below while somebody reads further up', async () => {
    const { hub, model } = bench.sample();
    const { page } = await bench.open(`/inbox/${model.id}`);
    const log = page.getByRole('log');
    await log.getByText('第 60 个问题').waitFor();
    await log.evaluate((element) => {
      element.scrollTop = element.scrollHeight / 2;
    });
    hub.say(model, { content: '还在吗' });
    const pill = page.getByRole('button', { name: '1 条新消息' });
    await pill.waitFor();
    await pill.click();
    await waitUntil(
      () => log.evaluate((element) => element.scrollHeight - element.scrollTop - element.clientHeight < 5),
      { for: 'the end' },
    );
    await expect.poll(() => pill.count()).toBe(0);
  });
});
