import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { findChromium } from '../../support/machine.ts';
import type { ScriptedHub } from './scripted-hub.ts';
import type { Person } from './scripted-records.ts';

export const CHROMIUM = findChromium();
export const WITHOUT_CHROMIUM = 'Chromium is not installed';

export interface Visit {
  readonly url: string;
  readonly hub: ScriptedHub;
  /** Nobody: the login page. */
  readonly as?: Person;
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly language?: 'zh-CN' | 'en';
}

/** A page and the faults it reported; a fault the test did not cause fails it at the end. */
export interface Opened {
  readonly page: Page;
  readonly faults: string[];
}

export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({ ...(CHROMIUM ? { executablePath: CHROMIUM } : {}), args: ['--no-sandbox'] });
}

/** Opens a console as a person who is already logged in. */
export async function visit(browser: Browser, path: string, options: Visit): Promise<Opened> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
    colorScheme: options.dark ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('WebSocket')) faults.push(message.text());
  });
  const { as: person, hub } = options;
  if (person) {
    const stored = {
      pass: {
        token: `token-${person.id}`,
        refreshToken: null,
        expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
      },
      me: { id: person.id, name: person.name, email: person.email, role: person.role, tenant: hub.tenant },
      clockOffset: 0,
    };
    const entries = {
      'kefu.pass': JSON.stringify(stored),
      [`kefu.preferences.${person.id}`]: JSON.stringify({ language: options.language ?? 'zh-CN' }),
    };
    await page.addInitScript((kept) => {
      for (const [key, value] of Object.entries(kept))
        if (localStorage.getItem(key) === null) localStorage.setItem(key, value);
    }, entries);
  }
  await page.goto(options.url + path);
  return { page, faults };
}

const AXE = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));

/** Every rule of axe that the page breaks, as `rule: what it found`; only some rules when they are named. */
export async function axeFaults(page: Page, rules?: readonly string[]): Promise<string[]> {
  await page.evaluate(await readFile(AXE, 'utf8'));
  return await page.evaluate(async (runOnly) => {
    interface Violation {
      readonly id: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
    }
    const { axe } = window as unknown as {
      axe: { run(options: object): Promise<{ violations: readonly Violation[] }> };
    };
    const { violations } = await axe.run(runOnly ? { runOnly } : {});
    return violations.flatMap((violation) =>
      violation.nodes.map((node) => `${violation.id}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
    );
  }, rules);
}
