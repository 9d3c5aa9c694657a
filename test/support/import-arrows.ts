import { posix } from 'node:path';
import ts from 'typescript';
import type { SourceTree } from './source-tree.ts';

/** One row of the import table: which files it speaks of and where their imports may lead. */
export interface ImportRule {
  readonly area: string;
  /** The first rule whose pattern fits a path owns it. */
  readonly files: RegExp;
  /** Areas it may import besides itself; '*' is every one of them. */
  readonly mayImport: readonly string[];
}

/** An import inside the project: from one file to another. */
export interface Arrow {
  readonly from: string;
  readonly to: string;
}

const CODE = /\.(?:ts|mjs|vue)$/;

/** Files loaded beside imports: worker threads and the like. */
const URL_OF_FILE = /new URL\(\s*['"](\.[^'"]+\.(?:ts|mjs|vue))['"]\s*,\s*import\.meta\.url/g;

/** What a file imports, in any form: static, dynamic, types only, re-exports, `new URL` of a module, a Vue script's `src`. */
export function specifiersOf(path: string, source: string): readonly string[] {
  const code = path.endsWith('.vue') ? scriptsOf(source) : source;
  const imported = ts.preProcessFile(code, true, true).importedFiles.map((file) => file.fileName);
  const loaded = [...code.matchAll(URL_OF_FILE)].map((match) => match[1] ?? '');
  return [...imported, ...loaded];
}

function scriptsOf(source: string): string {
  const scripts = [...source.matchAll(/<script\b([^>]*)>([\s\S]*?)<\/script>/g)];
  return scripts
    .map(([, attributes = '', body = '']) => {
      const outside = /\bsrc=["']([^"']+)["']/.exec(attributes)?.[1];
      return outside === undefined ? body : `import '${outside}';`;
    })
    .join('\n');
}

/** Every import of the tree that leads to another file of ours. */
export function arrowsOf(tree: SourceTree): readonly Arrow[] {
  return [...tree]
    .filter(([path]) => CODE.test(path))
    .flatMap(([from, source]) =>
      specifiersOf(from, source)
        .filter((specifier) => specifier.startsWith('.'))
        .map((specifier) => ({ from, to: posix.join(posix.dirname(from), specifier) })),
    );
}

/** Every import of the tree that leads to a package, by the package's name. */
export function packagesOf(tree: SourceTree): readonly Arrow[] {
  return [...tree]
    .filter(([path]) => CODE.test(path))
    .flatMap(([from, source]) =>
      specifiersOf(from, source)
        .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
        .map((specifier) => ({ from, to: packageName(specifier) })),
    );
}

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}

/** The area of the table that a path belongs to. */
export function areaOf(table: readonly ImportRule[], path: string): ImportRule | undefined {
  return table.find((rule) => rule.files.test(path));
}

/** Arrows the table forbids, each as one readable line; files that no rule knows are reported as well. */
export function wrongArrows(table: readonly ImportRule[], tree: SourceTree): readonly string[] {
  return arrowsOf(tree).flatMap(({ from, to }) => {
    const source = areaOf(table, from);
    const target = areaOf(table, to);
    if (source === undefined) return [`${from} is in no area of the import table`];
    if (target === undefined) return [`${from} imports ${to}, which is in no area of the import table`];
    const allowed =
      source.area === target.area || source.mayImport.includes('*') || source.mayImport.includes(target.area);
    return allowed ? [] : [`${from} (${source.area}) must not import ${to} (${target.area})`];
  });
}
