import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { staleBundles } from './freshness.mjs';
import { houseEnvironment, ROOT } from './house.mjs';

/**
 * Builds the named bundles where they are missing or older than their sources. In a process of its own: what the
 * bundler takes in memory must not stay with the hub. @param {string} node @param {readonly ('console' | 'agent')[]} names
 */
export function prepareBundles(node, names) {
  const stale = staleBundles(ROOT).filter(({ name }) => names.includes(name));
  if (stale.length === 0) return;
  const args = [join(ROOT, 'server', 'bootstrap', 'build.mjs'), ...stale.map(({ name }) => name)];
  const done = spawnSync(node, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], env: houseEnvironment() });
  if (done.status !== 0) process.exit(done.status ?? 1);
}
