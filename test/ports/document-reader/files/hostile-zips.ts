import { deflateRawSync } from 'node:zlib';
import { docxWith, GOOD, type HostileFile } from './hostile-file.ts';
import { docxFile, sheetOf, xlsxEntries } from './office-file.ts';
import { zipFile } from './zip-file.ts';

const GIBIBYTE = 1024 * 1024 * 1024;

/** Packed zeros of any length, made without holding them. */
function packedZeros(length: number): Buffer {
  return deflateRawSync(Buffer.alloc(length), { level: 9 });
}

/** Zip files that lie. */
export const HOSTILE_ZIPS: readonly HostileFile[] = [
  {
    what: 'a bomb that says how large it is',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: docxWith((entries) => [...entries, { name: 'word/media/a.png', content: Buffer.alloc(200 * 1024 * 1024) }]),
  },
  {
    what: 'a bomb that says it is small',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: docxWith((entries) => [
      ...entries.filter(({ name }) => name !== 'word/document.xml'),
      { name: 'word/document.xml', content: '', packed: packedZeros(200 * 1024 * 1024), claimedSize: 4000 },
    ]),
  },
  {
    what: 'entries that share their bytes',
    fileName: 'a.xlsx',
    becomes: 'HOSTILE_FILE',
    bytes: () =>
      zipFile([
        ...xlsxEntries([{ name: 'S', content: sheetOf([['a']]) }]),
        ...Array.from({ length: 500 }, (_, index) => ({ name: `x${index}`, content: '', sharesData: true })),
      ]),
  },
  {
    what: 'twenty thousand entries',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: docxWith((entries) => [
      ...entries,
      ...Array.from({ length: 20_000 }, (_, index) => ({ name: `x${index}`, content: '', stored: true })),
    ]),
  },
  {
    what: 'two entries of one name',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: docxWith((entries) => [...entries, ...entries.slice(2, 3)]),
  },
  ...['../../evil.sh', '/etc/cron.d/evil', '..\\evil.exe', 'C:/evil.exe', 'word/a\u0000.xml'].map(
    (name): HostileFile => ({
      what: `an entry named ${JSON.stringify(name)}`,
      fileName: 'a.docx',
      becomes: 'HOSTILE_FILE',
      bytes: docxWith((entries) => [...entries, { name, content: 'x' }]),
    }),
  ),
  {
    what: 'an encrypted entry',
    fileName: 'a.docx',
    becomes: 'ENCRYPTED_FILE',
    bytes: docxWith((entries) => entries.map((entry) => ({ ...entry, flags: 1 }))),
  },
  {
    what: 'zips in zips in zips',
    fileName: 'a.docx',
    becomes: 'WRONG_CONTENT',
    bytes: () =>
      [1, 2, 3, 4].reduce<Uint8Array>(
        (inner, level) =>
          zipFile(Array.from({ length: 16 }, (_, index) => ({ name: `${level}-${index}.zip`, content: inner }))),
        Buffer.alloc(1000),
      ),
  },
  {
    what: 'a zip that holds itself',
    fileName: 'a.docx',
    becomes: 'WRONG_CONTENT',
    bytes: () => {
      const inner = zipFile([{ name: 'r/r.zip', content: 'r' }]);
      return zipFile([{ name: 'r/r.zip', content: inner, stored: true }]);
    },
  },
  {
    what: 'a size beyond four gigabytes',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: docxWith((entries) => [...entries, { name: 'big', content: 'x', claimedSize: 4 * GIBIBYTE - 2 }]),
  },
  {
    what: 'half of a file',
    fileName: 'a.docx',
    becomes: 'UNREADABLE_FILE',
    bytes: () => {
      const file = docxFile(GOOD);
      return file.subarray(0, file.length / 2);
    },
  },
  {
    what: 'a wrong checksum',
    fileName: 'a.docx',
    becomes: 'UNREADABLE_FILE',
    bytes: docxWith((entries) =>
      entries.map((entry) => (entry.name === 'word/document.xml' ? { ...entry, claimedCrc: 1 } : entry)),
    ),
  },
  {
    what: 'packed noise',
    fileName: 'a.docx',
    becomes: 'UNREADABLE_FILE',
    bytes: docxWith((entries) =>
      entries.map((entry) =>
        entry.name === 'word/document.xml' ? { ...entry, packed: Buffer.alloc(99, 0xfe) } : entry,
      ),
    ),
  },
];
