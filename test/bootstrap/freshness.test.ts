import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { BUNDLES, staleBundles, stampBundle } from '../../server/bootstrap/freshness.mjs';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kefu-fresh-'));
  mkdirSync(join(root, 'console', 'pages'), { recursive: true });
  mkdirSync(join(root, 'agent'));
  writeFileSync(join(root, 'console', 'pages', 'inbox.vue'), '<template />');
  writeFileSync(join(root, 'agent', 'main.ts'), 'export {};');
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function buildAll(): void {
  for (const bundle of BUNDLES) {
    mkdirSync(join(root, bundle.output), { recursive: true });
    stampBundle(root, bundle, join(root, bundle.output));
  }
}

function stale(): readonly string[] {
  return staleBundles(root).map(({ name }) => name);
}

it('calls every bundle stale that was never built', () => {
  expect(stale()).toEqual(['console', 'agent']);
});

it('keeps a bundle whose sources only got a new time, as after a checkout', () => {
  buildAll();
  utimesSync(join(root, 'agent', 'main.ts'), new Date(), new Date());
  expect(stale()).toEqual([]);
});

it('rebuilds the one whose sources changed, came or went', () => {
  buildAll();
  writeFileSync(join(root, 'agent', 'main.ts'), 'export const a = 1;');
  expect(stale()).toEqual(['agent']);
  buildAll();
  writeFileSync(join(root, 'console', 'pages', 'agents.vue'), '<template />');
  expect(stale()).toEqual(['console']);
  buildAll();
  rmSync(join(root, 'console', 'pages', 'agents.vue'));
  expect(stale()).toEqual(['console']);
});

it('rebuilds both when the packages changed', () => {
  buildAll();
  writeFileSync(join(root, 'package-lock.json'), '{}');
  expect(stale()).toEqual(['console', 'agent']);
});
