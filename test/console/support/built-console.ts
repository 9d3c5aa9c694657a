import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { prepareBundles } from '../../../server/bootstrap/prepare-bundles.mjs';
import { ROOT } from '../../support/source-tree.ts';

const FOLDER = join(ROOT, 'dist/console');

/** Folder of the console as it is shipped, built where it is missing or older than its sources. */
export function builtConsole(): string {
  prepareBundles(process.execPath, ['console']);
  return FOLDER;
}

/** Bytes, gzipped, of every script a first visit must have before anything is drawn. */
export function entrySize(folder: string): number {
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  const scripts = Array.from(html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g), (match) => match[1] ?? '');
  return scripts.reduce((sum, path) => sum + gzipSync(readFileSync(join(folder, path))).length, 0);
}
