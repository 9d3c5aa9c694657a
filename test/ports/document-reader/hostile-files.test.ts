import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { createDocumentReader } from '../../../server/adapters/document-reader/create-document-reader.ts';
import { readingFlags } from '../../../server/adapters/document-reader/start-reading-process.ts';
import type { ReadDocument } from '../../../server/ports/document-reader.ts';
import { AppError } from '../../../server/ports/errors.ts';
import { HOSTILE_CONTAINERS } from './files/hostile-containers.ts';
import { HOSTILE_OFFICE } from './files/hostile-office.ts';
import { HOSTILE_PDFS } from './files/hostile-pdfs.ts';
import { HOSTILE_TEXTS } from './files/hostile-texts.ts';
import { HOSTILE_XML } from './files/hostile-xml.ts';
import { HOSTILE_ZIPS } from './files/hostile-zips.ts';

const HOSTILE = [
  ...HOSTILE_CONTAINERS,
  ...HOSTILE_ZIPS,
  ...HOSTILE_XML,
  ...HOSTILE_OFFICE,
  ...HOSTILE_PDFS,
  ...HOSTILE_TEXTS,
];

/** What a small machine would grant; the longest time is the file's own limit and what the machine's other work adds. */
const reader = createDocumentReader({ limits: { baseMs: 12_000, perMiBMs: 200, heapMiB: 256, residentMiB: 700 } });
const FOLDERS = ['../../../server/adapters/document-reader', '../../..', '../../../server'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
);
const LISTINGS = await listings();

afterAll(() => reader.close());

/** What stands where a parser's mistake could leave something: beside the reader, at the top, and among passing files. */
async function listings(): Promise<string> {
  const folders = await Promise.all(FOLDERS.map((folder) => readdir(folder)));
  const passing = (await readdir(tmpdir())).filter((name) => /evil|passwd/u.test(name));
  return JSON.stringify([folders, passing]);
}

function read(fileName: string, bytes: Uint8Array): Promise<ReadDocument> {
  return reader.read({ fileName, bytes }, { signal: AbortSignal.timeout(120_000) });
}

function textsOf({ blocks }: ReadDocument): string {
  return blocks.map((block) => (block.kind === 'table' ? block.rows.flat().join('') : block.text)).join('');
}

/** The code a file is refused with, or 'read' with its text; any other failure is thrown. */
async function outcomeOf(fileName: string, bytes: Uint8Array): Promise<{ code: string; text: string }> {
  try {
    return { code: 'read', text: textsOf(await read(fileName, bytes)) };
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, text: error.message };
    throw error;
  }
}

describe('hostile files', () => {
  it('are many', () => {
    expect(HOSTILE.length).toBeGreaterThanOrEqual(110);
  });

  it.each(HOSTILE)('$fileName with $what becomes $becomes', async ({ fileName, bytes, becomes }) => {
    const { code, text } = await outcomeOf(fileName, bytes());
    expect(code).toBe(becomes);
    // Neither U+0000 nor half a surrogate pair reaches a database.
    expect(text).not.toMatch(/[\p{Surrogate}]/u);
    expect(text).not.toContain('\u0000');
    // Nor does what turns the direction of writing, or only a machine can see.
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u{e0020}-\u{e007e}]/u);
    const after = await read('after.txt', Buffer.from('后面的文件照常读取。'));
    expect(textsOf(after)).toBe('后面的文件照常读取。');
  });

  it('have left nothing behind', async () => {
    expect(await listings()).toBe(LISTINGS);
  });
});

/** Runs a few lines of code as the reading process runs and gives what they print. */
async function insideReading(code: string): Promise<string> {
  const world = new URL('../../../server/adapters/document-reader/closed-world.ts', import.meta.url).href;
  const program = `const { closeWorld } = await import(${JSON.stringify(world)}); closeWorld();\nconst out = (text) => process.stdout.write(text);\n${code}`;
  const child = spawn(process.execPath, [...readingFlags(128), '--input-type=module', '-e', program], { env: {} });
  const pieces: string[] = [];
  child.stdout.setEncoding('utf8').on('data', (text: string) => pieces.push(text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => pieces.push(text));
  await once(child, 'close');
  return pieces.join('');
}

describe('the reading process', () => {
  it.each([
    [
      'writes no file',
      `import('node:fs').then((fs) => fs.writeFileSync('${tmpdir()}/evil', 'x'))`,
      'ERR_ACCESS_DENIED',
    ],
    ['reads no other file', `import('node:fs').then((fs) => fs.readFileSync('/etc/hostname'))`, 'ERR_ACCESS_DENIED'],
    [
      'starts nothing',
      `import('node:child_process').then(({ execSync }) => execSync('id'))`,
      'closed to a reading process',
    ],
    [
      'reaches no network by a module',
      `import('node:net').then(({ connect }) => connect(80))`,
      'closed to a reading process',
    ],
    [
      'reaches no network by an older door',
      `Promise.resolve().then(() => process.getBuiltinModule('node:https').get('https://a.example'))`,
      'closed to a reading process',
    ],
    [
      'reaches no network by require',
      `import('node:module').then(({ createRequire }) => createRequire('/')('dgram'))`,
      'closed to a reading process',
    ],
    ['knows no fetch', `Promise.resolve().then(() => fetch('https://a.example'))`, 'fetch is not a function'],
    [
      'makes no code from text',
      `Promise.resolve().then(() => new Function('return 1')())`,
      'Code generation from strings disallowed',
    ],
    [
      'starts no thread',
      `import('node:worker_threads').then(({ Worker }) => new Worker('1', { eval: true }))`,
      'closed to a reading process',
    ],
  ])('%s', async (_, code, refusal) => {
    expect(
      await insideReading(
        `await ${code}.then(() => out('done'), (error) => out(String(error.code) + ' ' + error.message));`,
      ),
    ).toContain(refusal);
  });
});

describe('reading', () => {
  it('is ended at once by its signal, and the next file is read', async () => {
    const stop = new AbortController();
    const reading = reader.read(
      { fileName: 'a.html', bytes: Buffer.alloc(20_000_000, '<p>a') },
      { signal: stop.signal },
    );
    setImmediate(() => stop.abort(new Error('cancelled by a person')));
    await expect(reading).rejects.toThrow('cancelled by a person');
    expect((await read('b.txt', Buffer.from('照常。'))).blocks).toHaveLength(1);
  });

  it('waits its turn when all processes are busy, and can give up waiting', async () => {
    const small = createDocumentReader({ limits: { processes: 1 } });
    const first = small.read(
      { fileName: 'a.txt', bytes: Buffer.from('第一份。') },
      { signal: AbortSignal.timeout(120_000) },
    );
    const stop = new AbortController();
    const second = small.read({ fileName: 'b.txt', bytes: Buffer.from('第二份。') }, { signal: stop.signal });
    const third = small.read(
      { fileName: 'c.txt', bytes: Buffer.from('第三份。') },
      { signal: AbortSignal.timeout(120_000) },
    );
    stop.abort(new Error('given up'));
    await expect(second).rejects.toThrow('given up');
    expect((await first).blocks).toHaveLength(1);
    expect((await third).blocks).toHaveLength(1);
    await small.close();
    await expect(
      small.read({ fileName: 'a.txt', bytes: Buffer.from('x') }, { signal: AbortSignal.timeout(120_000) }),
    ).rejects.toMatchObject({ port: 'document-reader' });
  });
});
