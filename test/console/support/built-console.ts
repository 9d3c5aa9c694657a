import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

export interface BuiltConsole {
  readonly folder: string;
  /** Bytes, gzipped, of every script a first visit must have before anything is drawn. */
  entrySize(): Promise<number>;
  remove(): Promise<void>;
}

/** Builds the console as it is shipped, into a folder of its own. */
export async function buildConsole(): Promise<BuiltConsole> {
  const folder = await mkdtemp(join(tmpdir(), 'kefu-console-'));
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  await promisify(execFile)(
    process.execPath,
    [vite, 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'],
    {
      cwd: ROOT,
    },
  );
  return {
    folder,
    async entrySize() {
      const html = await readFile(join(folder, 'index.html'), 'utf8');
      const scripts = Array.from(html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g), (match) => match[1] ?? '');
      const sizes = await Promise.all(scripts.map(async (path) => gzipSync(await readFile(join(folder, path))).length));
      return sizes.reduce((sum, size) => sum + size, 0);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
