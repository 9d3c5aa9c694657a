import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TEXTS } from './texts.mjs';

/**
 * The first step of every command. It is plain JavaScript because the machine's own Node may be 20, which cannot run
 * TypeScript; it needs nothing but npm, brings Node 24 in through it and hands over.
 */

/** Oldest Node that can run these files. */
const OLDEST_NODE = 20;
/** The Node everything else runs on: it strips types, has node:sqlite and is what the packages were tried with. */
const HOUSE_NODE = 24;

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Ends the program with a sentence for people instead of a stack. @param {string} sentence @returns {never} */
export function refuse(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** Installs what is missing and answers the path of Node 24. @returns {string} */
export function prepareHouse() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) refuse(TEXTS.nodeTooOld(process.versions.node, OLDEST_NODE));
  if (!isInstalled(ROOT)) install();
  try {
    return houseNode(ROOT, major);
  } catch (error) {
    refuse(error instanceof Error ? error.message : String(error));
  }
}

/**
 * Whether node_modules holds what the lock names. Compared by content: times mean nothing after a clone, and an
 * install by hand must not be thrown away for being a millisecond older than its own lock.
 * @param {string} root @returns {boolean}
 */
export function isInstalled(root) {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const present = packagesOf(hidden);
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const found = present[path];
    if (found === undefined) return entry.optional === true;
    return found.version === entry.version;
  });
}

/** @param {string} lock @returns {Record<string, { version?: string, optional?: boolean }>} */
function packagesOf(lock) {
  return JSON.parse(readFileSync(lock, 'utf8')).packages ?? {};
}

function install() {
  process.stdout.write(`${TEXTS.installing}\n`);
  const npm = process.env['npm_execpath'];
  const options = ['ci', '--loglevel=error', '--no-audit', '--no-fund'];
  /** @type {import('node:child_process').SpawnSyncOptions} */
  const settings = { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] };
  const done =
    npm !== undefined && npm.endsWith('.js')
      ? spawnSync(process.execPath, [npm, ...options], settings)
      : spawnSync('npm', options, { ...settings, shell: process.platform === 'win32' });
  if (done.status !== 0) refuse(TEXTS.installFailed(done.status ?? 1));
}

/**
 * Path of the Node that everything else runs on. Without the guard a missing package would go unnoticed and the
 * machine's own Node would run code it cannot read. Throws a sentence for people.
 * @param {string} root @param {number} ownMajor major version of the Node that runs this @returns {string}
 */
export function houseNode(root, ownMajor) {
  const folder = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const home = join(root, 'node_modules', folder);
  const path = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (!existsSync(path)) {
    if (ownMajor === HOUSE_NODE) return process.execPath;
    throw new Error(TEXTS.noNode(`${process.platform}-${process.arch}`, HOUSE_NODE));
  }
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));
  if (Number(version.split('.')[0]) !== HOUSE_NODE) throw new Error(TEXTS.wrongNode(path, version, HOUSE_NODE));
  return path;
}

/** The environment in which `node` and every tool of the house come first. @returns {NodeJS.ProcessEnv} */
export function houseEnvironment() {
  const tools = join(ROOT, 'node_modules', '.bin');
  const name = Object.keys(process.env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = (process.env[name] ?? '').split(delimiter).filter((folder) => folder !== tools);
  return { ...process.env, [name]: [tools, ...folders].join(delimiter) };
}
