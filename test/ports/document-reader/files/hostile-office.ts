import { docxFile, officeEntries, paragraph, pptxEntries, sheetOf, xlsxEntries } from './office-file.ts';
import { GOOD, type HostileFile, withPart } from './hostile-file.ts';
import { zipFile } from './zip-file.ts';

/** The head of an OLE file with the name of a stream in it, as Office writes them. */
function compoundFile(stream: string): Uint8Array {
  const magic = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  return Buffer.concat([magic, Buffer.alloc(1016), Buffer.from(stream, 'utf16le'), Buffer.alloc(512)]);
}

function lettersOf(column: number): string {
  let rest = column;
  let letters = '';
  while (rest > 0) {
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
    rest = Math.floor((rest - 1) / 26);
  }
  return letters;
}

const SHEETS: readonly HostileFile[] = [
  {
    what: 'a merged cell over the whole sheet',
    fileName: 'a.xlsx',
    becomes: 'read',
    bytes: () =>
      zipFile(
        xlsxEntries([
          {
            name: 'S',
            content: `${sheetOf([
              ['问题', '答案'],
              ['甲', '乙'],
            ])}<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>`,
          },
        ]),
      ),
  },
  {
    what: 'a cell in the last corner',
    fileName: 'a.xlsx',
    becomes: 'read',
    bytes: () =>
      zipFile(
        xlsxEntries([
          {
            name: 'S',
            content:
              '<sheetData><row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row></sheetData>',
          },
        ]),
      ),
  },
  {
    what: 'a diagonal of ten thousand cells',
    fileName: 'a.xlsx',
    becomes: 'LIMIT_FILE',
    bytes: () =>
      zipFile(
        xlsxEntries([
          {
            name: 'S',
            content: `<sheetData>${Array.from({ length: 10_000 }, (_, index) => `<row r="${index + 1}"><c r="${lettersOf(index + 1)}${index + 1}"><v>1</v></c></row>`).join('')}</sheetData>`,
          },
        ]),
      ),
  },
  {
    what: 'one long text in a hundred thousand cells',
    fileName: 'a.xlsx',
    becomes: 'LIMIT_FILE',
    bytes: () =>
      zipFile(
        xlsxEntries(
          [
            {
              name: 'S',
              content: `<sheetData>${Array.from({ length: 100_000 }, (_, index) => `<row r="${index + 1}"><c r="A${index + 1}" t="s"><v>0</v></c></row>`).join('')}</sheetData>`,
            },
          ],
          [],
          ['长'.repeat(100_000)],
        ),
      ),
  },
  {
    what: 'ten thousand sheets',
    fileName: 'a.xlsx',
    becomes: 'HOSTILE_FILE',
    bytes: () =>
      zipFile(
        officeEntries('xl/workbook.xml', [
          {
            name: 'xl/workbook.xml',
            content: `<workbook><sheets>${'<sheet name="a"/>'.repeat(10_000)}</sheets></workbook>`,
          },
        ]),
      ),
  },
  {
    what: 'ten thousand times the same slide',
    fileName: 'a.pptx',
    becomes: 'HOSTILE_FILE',
    bytes: () =>
      zipFile(
        withPart(
          'ppt/presentation.xml',
          `<p:presentation xmlns:p="p" xmlns:r="r"><p:sldIdLst>${'<p:sldId id="256" r:id="rId1"/>'.repeat(10_000)}</p:sldIdLst></p:presentation>`,
        )(pptxEntries([{ title: 'a', body: '' }])),
      ),
  },
];

/** Sheets and slides without measure, and files under other names. */
export const HOSTILE_OFFICE: readonly HostileFile[] = [
  ...SHEETS,
  {
    what: 'Excel under the name of Word',
    fileName: 'a.docx',
    becomes: 'WRONG_CONTENT',
    bytes: () => zipFile(xlsxEntries([{ name: 'S', content: sheetOf([['a']]) }])),
  },
  {
    what: 'Word of 2003 under a new name',
    fileName: 'a.docx',
    becomes: 'WRONG_CONTENT',
    bytes: () => compoundFile('WordDocument'),
  },
  {
    what: 'Word with a password',
    fileName: 'a.docx',
    becomes: 'ENCRYPTED_FILE',
    bytes: () => compoundFile('EncryptedPackage'),
  },
  {
    what: 'a web page with Word behind it',
    fileName: 'a.docx',
    becomes: 'WRONG_CONTENT',
    bytes: () => Buffer.concat([Buffer.from('<html><script>x()</script></html>'), docxFile(GOOD)]),
  },
  { what: 'Excel of 2003', fileName: 'a.xls', becomes: 'UNSUPPORTED_FORMAT', bytes: () => compoundFile('Workbook') },
  { what: 'Word without a word', fileName: 'a.docx', becomes: 'EMPTY_DOCUMENT', bytes: () => docxFile(paragraph('')) },
];
