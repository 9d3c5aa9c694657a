import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pause } from '../../clock.ts';
import {
  normaliseText,
  type AccountState,
  type ChatAddress,
  type ChatView,
  type EnterResult,
  type SeenLine,
  type WeChatDriver,
} from '../driver.ts';
import { distort } from './distort.ts';
import { drawPicture } from './picture.ts';
import type { Random } from './random.ts';
import { windowKey, type SimulatedWeChat, type SimulatedWindow, type WindowLine } from './simulated-wechat.ts';
import type { ViewFaults } from './simulator-config.ts';

export interface SimulatorDriverParts {
  readonly wechat: SimulatedWeChat;
  /** Asked anew at each step, so that a test can change them. */
  readonly faults: () => ViewFaults;
  readonly visibleLines: number;
  /** Where pictures are saved to. */
  readonly mediaFolder: string;
  readonly random: Random;
  readonly onClose: () => Promise<void>;
}

/** Drives the simulated WeChat as a real driver drives a real one, faults included. */
export class SimulatorDriver implements WeChatDriver {
  readonly name = 'simulator';
  private readonly parts: SimulatorDriverParts;

  constructor(parts: SimulatorDriverParts) {
    this.parts = parts;
  }

  async states(): Promise<readonly AccountState[]> {
    return this.parts.wechat.accountStates();
  }

  async scan(_everything: boolean): Promise<readonly ChatView[]> {
    const { wechat, visibleLines, random } = this.parts;
    const { drop } = this.parts.faults();
    const windows = [...wechat.windows.values()].filter((window) => window.open && !random.chance(drop));
    return windows.map((window) => this.view(window, visibleLines));
  }

  async read(chat: ChatAddress, depth: number): Promise<ChatView | null> {
    await this.step();
    const window = this.parts.wechat.window(chat);
    return window?.open === true ? this.view(window, depth) : null;
  }

  async open(chat: ChatAddress): Promise<boolean> {
    const { wechat, random } = this.parts;
    await this.step();
    const window = wechat.window(chat);
    if (window?.open !== true) return false;
    const others = [...wechat.windows.values()].filter((other) => other.open && other !== window);
    const wrong = others.length > 0 && random.chance(this.parts.faults().wrongChat);
    wechat.front = wrong ? random.pick(others).chat : window.chat;
    wechat.box = '';
    return true;
  }

  async setText(text: string): Promise<void> {
    await this.step();
    this.parts.wechat.box = text;
  }

  async enter(chat: ChatAddress, text: string, mayType: () => boolean): Promise<EnterResult> {
    const { wechat, random } = this.parts;
    if (wechat.front === undefined || windowKey(wechat.front) !== windowKey(chat)) return 'wrong_chat';
    if (normaliseText(wechat.box) !== normaliseText(text)) return 'wrong_text';
    if (!mayType()) return 'refused';
    const lost = random.chance(this.parts.faults().loseEcho);
    wechat.say({
      account: chat.account,
      window: chat.window,
      by: 'agent',
      content: wechat.box,
      ...(lost ? { unseen: true } : {}),
    });
    wechat.box = '';
    return 'pressed';
  }

  async clear(): Promise<void> {
    await this.step();
    this.parts.wechat.box = '';
  }

  close(): Promise<void> {
    return this.parts.onClose();
  }

  private view(window: SimulatedWindow, depth: number): ChatView {
    const now = Date.now();
    const shown = window.lines.filter((line) => line.visibleFrom <= now).slice(-depth);
    const faults = this.parts.faults();
    const lines = distort(
      shown.map((line) => this.element(line)),
      faults,
      this.parts.random,
    );
    return { chat: window.chat, lines };
  }

  private element(line: WindowLine): SeenLine {
    const { entry, seen } = line;
    return entry.picture === undefined ? seen : { ...seen, mediaPath: this.savePicture(entry.picture) };
  }

  private savePicture(seed: number): string {
    const path = join(this.parts.mediaFolder, `${seed}.png`);
    if (!existsSync(path)) {
      mkdirSync(this.parts.mediaFolder, { recursive: true });
      writeFileSync(path, drawPicture(seed));
    }
    return path;
  }

  private async step(): Promise<void> {
    const { uiMs } = this.parts.faults();
    if (uiMs > 0) await pause(this.parts.random.between(0, uiMs));
  }
}
