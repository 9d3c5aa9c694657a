import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { builtConsole } from './built-console.ts';
import { CHROMIUM, launchBrowser, visit, WITHOUT_CHROMIUM, type Opened, type Visit } from './console-browser.ts';
import { sampleHub, type SampleHub } from './sample-hub.ts';
import { startScriptedServer, type ScriptedServer } from './scripted-server.ts';

/** The built console, a browser, and a fresh hub for every test. */
export interface ConsoleBench {
  readonly sample: () => SampleHub;
  readonly server: () => ScriptedServer;
  /** Opens a page as 林珊 unless told otherwise; it is closed after the test. */
  open(path: string, options?: Partial<Visit> & { anonymous?: boolean }): Promise<Opened>;
}

/** Call inside a describe: starts a hub per test, and skips with a reason where there is no browser. */
export function useConsoleBench(): ConsoleBench {
  let folder: string;
  let browser: Browser;
  let sample: SampleHub;
  let server: ScriptedServer;

  beforeAll(async () => {
    if (!CHROMIUM) return;
    folder = builtConsole();
    browser = await launchBrowser();
  });

  beforeEach(async ({ skip }) => {
    if (!CHROMIUM) skip(WITHOUT_CHROMIUM);
    sample = sampleHub();
    server = await startScriptedServer(sample.hub, folder);
    return async () => {
      await Promise.all(browser.contexts().map((context) => context.close()));
      await server.close();
    };
  });

  afterAll(async () => {
    if (!CHROMIUM) return;
    await browser.close();
  });

  return {
    sample: () => sample,
    server: () => server,
    async open(path, { anonymous, ...options } = {}) {
      const person = anonymous ? {} : { as: sample.lin };
      return await visit(browser, path, { url: server.url, hub: sample.hub, ...person, ...options });
    },
  };
}
