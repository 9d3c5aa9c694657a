import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Files of the project by their path from its root, with forward slashes. */
export type SourceTree = ReadonlyMap<string, string>;

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Made by tools or by running the program: never written by hand, never committed unless it is `generated`. */
const NOT_SOURCES = new Set(['node_modules', '.git', 'dist', 'data', 'coverage', '.cache']);

/** Endings of files that hold text which people wrote. */
const TEXT =
  /\.(?:ts|mjs|vue|css|html|json|graphql|sql|md|yml|yaml|py|csv|txt)$|(?:^|\/)(?:Dockerfile|run|\.gitignore|\.npmrc)$/;

/** Reads every text of the project, the lock left out. */
export function readSourceTree(root = ROOT): SourceTree {
  const tree = new Map<string, string>();
  for (const file of filesUnder(root)) {
    const path = relative(root, file).split(sep).join('/');
    if (TEXT.test(path) && path !== 'package-lock.json') tree.set(path, readFileSync(file, 'utf8'));
  }
  return tree;
}

function filesUnder(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (NOT_SOURCES.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesUnder(path);
    return entry.isFile() ? [path] : [];
  });
}
