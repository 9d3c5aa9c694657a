import { deflateSync } from 'node:zlib';
import type { HostileFile } from './hostile-file.ts';
import { docxFile, paragraph } from './office-file.ts';
import { pdfFile, pdfOfObjects, pdfStream, textLines } from './pdf-file.ts';

const MIB = 1024 * 1024;
const TEXTS = textLines(['这一页上有一段正常的文字内容，可以照常读取。']);
const FONT = '<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>';

function onePage(contents: string, resources = '<</Font<</F1 4 0 R>>>>', more: readonly string[] = []): Uint8Array {
  return pdfOfObjects([
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Count 1/Kids[3 0 R]>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources ${resources}/Contents 5 0 R>>`,
    FONT,
    contents,
    ...more,
  ]);
}

/** Zeros packed twice: a thousand to one, and that a thousand to one. */
function twicePacked(length: number): string {
  return deflateSync(deflateSync(Buffer.alloc(length), { level: 9 }), { level: 9 }).toString('latin1');
}

/** PDFs that go round in circles, unpack without end, or bring scripts. */
export const HOSTILE_PDFS: readonly HostileFile[] = [
  {
    what: 'a program named PDF',
    fileName: 'a.pdf',
    becomes: 'WRONG_CONTENT',
    bytes: () => Buffer.concat([Buffer.from([0x4d, 0x5a, 0x90, 0]), Buffer.alloc(500)]),
  },
  {
    what: 'a head and nothing more',
    fileName: 'a.pdf',
    becomes: 'UNREADABLE_FILE',
    bytes: () => Buffer.from('%PDF-1.7\n'),
  },
  {
    what: 'a third of a file',
    fileName: 'a.pdf',
    becomes: 'UNREADABLE_FILE',
    bytes: () => {
      const file = pdfFile([{ texts: TEXTS }]);
      return file.subarray(0, file.length / 3);
    },
  },
  {
    what: 'a tree of pages that is its own branch',
    fileName: 'a.pdf',
    becomes: 'UNREADABLE_FILE',
    bytes: () => pdfOfObjects(['<</Type/Catalog/Pages 2 0 R>>', '<</Type/Pages/Count 3/Kids[2 0 R 2 0 R 2 0 R]>>']),
  },
  {
    what: 'a million pages claimed',
    fileName: 'a.pdf',
    becomes: 'read',
    bytes: () =>
      Buffer.from(
        Buffer.from(pdfFile([{ texts: TEXTS }]))
          .toString('latin1')
          .replace('/Count 1', '/Count 1000000'),
        'latin1',
      ),
  },
  {
    what: 'a stream whose length is itself',
    fileName: 'a.pdf',
    becomes: 'EMPTY_DOCUMENT',
    bytes: () => onePage('<</Length 5 0 R>>\nstream\nBT ET\nendstream'),
  },
  {
    what: 'a table of places that comes before itself',
    fileName: 'a.pdf',
    becomes: 'read',
    bytes: () => {
      const file = Buffer.from(pdfFile([{ texts: TEXTS }])).toString('latin1');
      const at = file.lastIndexOf('xref\n0');
      return Buffer.from(file.replace('/Root 1 0 R', `/Root 1 0 R/Prev ${at}`), 'latin1');
    },
  },
  {
    what: 'an object that is itself',
    fileName: 'a.pdf',
    becomes: 'UNREADABLE_FILE',
    bytes: () => pdfOfObjects(['1 0 R', '2 0 R', '3 0 R']),
  },
  {
    what: 'a form that draws itself',
    fileName: 'a.pdf',
    becomes: 'EMPTY_DOCUMENT',
    bytes: () =>
      onePage(pdfStream('/X Do'), '<</XObject<</X 6 0 R>>>>', [
        pdfStream('/X Do /X Do', '/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>'),
      ]),
  },
  {
    what: 'forms that double ten times three',
    fileName: 'a.pdf',
    becomes: 'EMPTY_DOCUMENT',
    bytes: () =>
      onePage(
        pdfStream('/X Do'),
        '<</XObject<</X 6 0 R>>>>',
        Array.from({ length: 31 }, (_, level) =>
          pdfStream(
            level === 30 ? 'BT ET' : '/X Do /X Do',
            `/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X ${7 + Math.min(level, 29)} 0 R>>>>`,
          ),
        ),
      ),
  },
  {
    what: 'a gigabyte in two kilobytes',
    fileName: 'a.pdf',
    becomes: 'HOSTILE_FILE',
    bytes: () => onePage(pdfStream(twicePacked(1024 * MIB), '/Filter[/FlateDecode/FlateDecode]')),
  },
  {
    what: 'scripts and actions',
    fileName: 'a.pdf',
    becomes: 'read',
    bytes: () =>
      pdfFile(
        [{ texts: TEXTS }],
        '/OpenAction<</S/JavaScript/JS(app.launchURL\\("https://evil.example"\\))>>/AA<</WC<</S/Launch/F(/bin/sh)>>>>/Names<</EmbeddedFiles<</Names[]>>>>',
      ),
  },
  {
    what: 'a page as wide as the earth',
    fileName: 'a.pdf',
    becomes: 'read',
    bytes: () => pdfFile([{ texts: TEXTS, mediaBox: '0 0 100000000000 100000000000' }]),
  },
  {
    what: 'a page of no size, with numbers that are none',
    fileName: 'a.pdf',
    becomes: 'read',
    bytes: () => pdfFile([{ texts: TEXTS, mediaBox: '0 0 0 0' }]),
  },
  {
    what: 'a password',
    fileName: 'a.pdf',
    becomes: 'ENCRYPTED_FILE',
    bytes: () => {
      const secret = `<${'ab'.repeat(32)}>`;
      return pdfOfObjects(
        [
          '<</Type/Catalog/Pages 2 0 R>>',
          '<</Type/Pages/Count 0/Kids[]>>',
          `<</Filter/Standard/V 1/R 2/O ${secret}/U ${secret}/P -4>>`,
        ],
        `/Encrypt 3 0 R/ID[${secret}${secret}]`,
      );
    },
  },
  {
    what: 'brackets in brackets',
    fileName: 'a.pdf',
    becomes: 'UNREADABLE_FILE',
    bytes: () => pdfOfObjects([`<</Type/Catalog/Pages ${'['.repeat(200_000)}>>`]),
  },
  {
    what: 'a PDF with Word behind it',
    fileName: 'a.pdf',
    becomes: 'read',
    bytes: () => Buffer.concat([pdfFile([{ texts: TEXTS }]), docxFile(paragraph('另一份文件'))]),
  },
];
