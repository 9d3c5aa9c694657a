import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./reading-process.ts', import.meta.url));
/** Packages that parsers are made of. */
const PACKAGES = [
  'pdfjs-dist',
  'htmlparser2',
  'domelementtype',
  'domhandler',
  'domutils',
  'dom-serializer',
  'entities',
  '@hyzyla/pdfium',
];
const MEMORY_PAGE_BYTES = 4096;

/** The only files that the reading process can open: its own code and that of its parsers. */
function readablePlaces(): string[] {
  const own = dirname(PROGRAM);
  const pdfjs = fileURLToPath(import.meta.resolve('pdfjs-dist/legacy/build/pdf.mjs'));
  const packages = pdfjs.slice(0, pdfjs.lastIndexOf(`${sep}pdfjs-dist${sep}`));
  const pictureHeader = join(own, '../ocr/picture-header.ts');
  return [own, join(own, '../../ports'), pictureHeader, ...PACKAGES.map((name) => join(packages, name))];
}

/** Flags under which a process may open no file but the reader's code, write none, start nothing and make no code from text. */
export function readingFlags(heapMiB: number): string[] {
  return [
    '--permission',
    ...readablePlaces().map((place) => `--allow-fs-read=${place}`),
    '--disallow-code-generation-from-strings',
    '--no-addons',
    '--disable-proto=delete',
    '--no-warnings',
    `--max-old-space-size=${heapMiB}`,
  ];
}

/**
 * Starts the process that takes strangers' files apart; it closes the network itself. Standard input brings files,
 * descriptor 3 takes answers away.
 */
export function startReadingProcess(heapMiB: number): ChildProcess {
  return spawn(process.execPath, [...readingFlags(heapMiB), PROGRAM], {
    cwd: dirname(PROGRAM),
    env: {},
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
}

/** MiB that a process holds; null where the system does not tell (elsewhere than on Linux). */
export async function residentMiB(pid: number | undefined): Promise<number | null> {
  try {
    const pages = Number((await readFile(`/proc/${pid}/statm`, 'utf8')).split(' ')[1]);
    return Math.round((pages * MEMORY_PAGE_BYTES) / 1024 / 1024);
  } catch {
    return null;
  }
}
