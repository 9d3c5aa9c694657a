import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** A bundle that is built when needed and never committed. @typedef {{ readonly name: 'console' | 'agent', readonly sources: readonly string[], readonly output: string }} Bundle */

/** @type {readonly Bundle[]} */
export const BUNDLES = [
  { name: 'console', sources: ['console', 'vite.config.ts', 'package-lock.json'], output: 'dist/console' },
  { name: 'agent', sources: ['agent', 'server/bootstrap/build.mjs', 'package-lock.json'], output: 'dist/agent' },
];

const STAMP = '.built-from';

/** Bundles that are missing or were built from other sources. @param {string} root @returns {readonly Bundle[]} */
export function staleBundles(root) {
  return BUNDLES.filter((bundle) => {
    const stamp = join(root, bundle.output, STAMP);
    return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== fingerprint(root, bundle);
  });
}

/** Remembers in the bundle what it was built from. @param {string} root @param {Bundle} bundle @param {string} folder */
export function stampBundle(root, bundle, folder) {
  writeFileSync(join(folder, STAMP), fingerprint(root, bundle));
}

/** By content, since a clone or a checkout gives every file a new time. @param {string} root @param {Bundle} bundle */
function fingerprint(root, bundle) {
  const hash = createHash('sha256');
  for (const file of bundle.sources.flatMap((source) => filesUnder(join(root, source)))) {
    hash.update(relative(root, file).split(sep).join('/')).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** @param {string} path @returns {readonly string[]} */
function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => join(path, name))
    .filter((file) => statSync(file).isFile())
    .sort();
}
