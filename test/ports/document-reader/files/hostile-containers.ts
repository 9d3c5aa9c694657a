import { docxWith, documentOf, GOOD, type HostileFile, withPart } from './hostile-file.ts';
import { docxEntries, docxFile, links, paragraph, pptxEntries, sheetOf, xlsxEntries } from './office-file.ts';
import { pdfFile, pdfOfObjects, textLines } from './pdf-file.ts';
import { drawing, image, wordWith } from './pictured-office.ts';
import { zipFile } from './zip-file.ts';

const LINK = 0o120777;

/** A zip whose last record was changed. */
function withEnd(change: (end: Buffer) => void): () => Uint8Array {
  return () => {
    const zip = Buffer.from(docxFile(GOOD));
    change(zip.subarray(zip.length - 22));
    return zip;
  };
}

const ZIPS: readonly HostileFile[] = [
  {
    what: 'a link to a file of the machine',
    fileName: 'a.docx',
    becomes: 'read',
    bytes: docxWith((entries) => [...entries, { name: 'word/media/a.png', content: '/etc/passwd', mode: LINK }]),
  },
  {
    what: 'a link in place of the text',
    fileName: 'a.docx',
    becomes: 'EMPTY_DOCUMENT',
    bytes: docxWith((entries) =>
      entries.map((entry) =>
        entry.name === 'word/document.xml' ? { ...entry, content: '/etc/passwd', mode: LINK } : entry,
      ),
    ),
  },
  {
    what: 'a number of entries beyond 65,534',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: withEnd((end) => end.writeUInt32LE(0xffff_ffff, 8)),
  },
  {
    what: 'more entries than there are',
    fileName: 'a.docx',
    becomes: 'UNREADABLE_FILE',
    bytes: withEnd((end) => end.writeUInt16LE(9000, 10)),
  },
  {
    what: 'a directory beyond the file',
    fileName: 'a.docx',
    becomes: 'UNREADABLE_FILE',
    bytes: withEnd((end) => end.writeUInt32LE(0xffff_fff0, 16)),
  },
  {
    what: 'an entry packed in a way that hides a password',
    fileName: 'a.docx',
    becomes: 'UNREADABLE_FILE',
    bytes: docxWith((entries) =>
      entries.map((entry) => (entry.name === 'word/document.xml' ? { ...entry, method: 99 } : entry)),
    ),
  },
  {
    what: 'a picture with Word behind it',
    fileName: 'a.docx',
    becomes: 'WRONG_CONTENT',
    bytes: () => Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0xe0]), docxFile(GOOD)]),
  },
];

const WORDS: readonly HostileFile[] = [
  {
    what: 'a hundred thousand times the same picture',
    fileName: 'a.docx',
    becomes: 'read',
    bytes: () => wordWith(GOOD + drawing('rP0').repeat(100_000), { 'word/media/a.png': Buffer.from('no picture') }),
  },
  {
    what: 'a picture beyond the file',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: () => wordWith(GOOD + drawing('rX'), {}, [image('rX', '../../../../etc/passwd')]),
  },
  {
    what: 'a picture that is the document itself',
    fileName: 'a.docx',
    becomes: 'read',
    bytes: () => wordWith(GOOD + drawing('rX'), {}, [image('rX', 'document.xml')]),
  },
  {
    what: 'a long note at each of a hundred thousand words',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: () => {
      const body = `<w:p>${'<w:r><w:footnoteReference w:id="7"/></w:r>'.repeat(100_000)}</w:p>`;
      const notes = `<w:footnotes><w:footnote w:id="7"><w:t>${'注'.repeat(1_000_000)}</w:t></w:footnote></w:footnotes>`;
      return zipFile([
        ...docxEntries(body).filter(({ name }) => name !== 'word/_rels/document.xml.rels'),
        links('word/document.xml', [{ id: 'rN', kind: 'footnotes', target: 'footnotes.xml' }]),
        { name: 'word/footnotes.xml', content: notes },
      ]);
    },
  },
  {
    what: 'a list whose numbers are as long as a book',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: docxWith((entries) => {
      const item = paragraph('项', '<w:numPr><w:ilvl w:val="999999999"/><w:numId w:val="1"/></w:numPr>');
      const level = `<w:lvl w:ilvl="999999999"><w:start w:val="-1e99"/><w:lvlText w:val="${'%1'.repeat(200_000)}"/></w:lvl>`;
      const lists = `<w:numbering><w:abstractNum w:abstractNumId="0">${level}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`;
      const text = withPart('word/document.xml', documentOf(item.repeat(1000)));
      return withPart('word/numbering.xml', lists)(text(entries));
    }),
  },
  {
    what: 'marks that turn the direction, have no width or speak to machines',
    fileName: 'a.docx',
    becomes: 'read',
    bytes: () => docxFile(paragraph('保修\u202E期十二\u2066个月\u200B，\u{E0049}\u{E0047}以发票为准。')),
  },
];

const TABLES_AND_SLIDES: readonly HostileFile[] = [
  {
    what: 'a size of the sheet that is a lie',
    fileName: 'a.xlsx',
    becomes: 'read',
    bytes: () =>
      zipFile(xlsxEntries([{ name: 'S', content: `<dimension ref="A1:XFD1048576"/>${sheetOf([['一', '二']])}` }])),
  },
  {
    what: 'cells at places that do not exist',
    fileName: 'a.xlsx',
    becomes: 'UNREADABLE_FILE',
    bytes: () =>
      zipFile(
        xlsxEntries([{ name: 'S', content: '<sheetData><row r="1"><c r="ZZZ9999999"><v>1</v></c></row></sheetData>' }]),
      ),
  },
  {
    what: 'texts and styles that do not exist',
    fileName: 'a.xlsx',
    becomes: 'EMPTY_DOCUMENT',
    bytes: () => {
      const cells = ['-1', '1e99', 'NaN', '4294967296'].map(
        (index, column) => `<c r="${'ABCD'.charAt(column)}1" t="s" s="-5"><v>${index}</v></c>`,
      );
      return zipFile(
        xlsxEntries([{ name: 'S', content: `<sheetData><row r="1">${cells.join('')}</row></sheetData>` }]),
      );
    },
  },
  {
    what: 'columns hidden two hundred thousand times',
    fileName: 'a.xlsx',
    becomes: 'read',
    bytes: () => {
      const columns = '<col min="3" max="16384" hidden="1"/>'.repeat(200_000);
      return zipFile(xlsxEntries([{ name: 'S', content: `<cols>${columns}</cols>${sheetOf([['一', '二']])}` }]));
    },
  },
  {
    what: 'a shared text of a hundred million letters',
    fileName: 'a.xlsx',
    becomes: 'HOSTILE_FILE',
    bytes: () => zipFile(xlsxEntries([{ name: 'S', content: sheetOf([['一']]) }], [], ['a'.repeat(100_000_000)])),
  },
  {
    what: 'a slide that is its own notes',
    fileName: 'a.pptx',
    becomes: 'read',
    bytes: () =>
      zipFile([
        ...pptxEntries([{ title: '标题', body: '' }]),
        links('ppt/slides/slide1.xml', [{ id: 'rId1', kind: 'notesSlide', target: 'slide1.xml' }]),
      ]),
  },
];

const OTHERS: readonly HostileFile[] = [
  {
    what: 'twenty thousand pages',
    fileName: 'a.pdf',
    becomes: 'HOSTILE_FILE',
    bytes: () => {
      const kids = Array.from({ length: 20_000 }, (_, index) => `${index + 3} 0 R`).join(' ');
      const pages = Array.from({ length: 20_000 }, () => '<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>');
      return pdfOfObjects(['<</Type/Catalog/Pages 2 0 R>>', `<</Type/Pages/Count 20000/Kids[${kids}]>>`, ...pages]);
    },
  },
  {
    what: 'forty thousand pictures on a page',
    fileName: 'a.pdf',
    becomes: 'read',
    bytes: () => {
      const place = { x: 0, y: 0, width: 500, height: 800, shade: 9 };
      const texts = textLines(['这一页有文字，也有数不清的图片在它的后面。']);
      const operators = '/I0 Do '.repeat(40_000);
      return pdfFile([{ texts, pictures: [place], operators }]);
    },
  },
  {
    what: 'a million tags in each other',
    fileName: 'a.html',
    becomes: 'HOSTILE_FILE',
    bytes: () => Buffer.from('<b>'.repeat(1_000_000)),
  },
  {
    what: 'a million ends of tags that never began',
    fileName: 'a.html',
    becomes: 'read',
    bytes: () => Buffer.from(`<p>正文</p>${'</table></td></details>'.repeat(300_000)}`),
  },
  {
    what: 'pictures written as letters without end',
    fileName: 'a.md',
    becomes: 'read',
    bytes: () => Buffer.from(`# 图\n\n正文。\n\n${'![a](data:image/png;base64,'.repeat(300_000)}`),
  },
  {
    what: 'lines of nothing but bars',
    fileName: 'a.md',
    becomes: 'LIMIT_FILE',
    bytes: () => Buffer.from(`|a|\n|-|\n${`${'|'.repeat(15_000)}\n`.repeat(600)}`),
  },
  {
    what: 'formulas that a spreadsheet would run',
    fileName: 'a.csv',
    becomes: 'read',
    bytes: () => Buffer.from('问题,答案\n=cmd|\' /C calc\'!A0,"=HYPERLINK(""http://evil.example"",""x"")"\n'),
  },
  {
    what: 'a name that leads elsewhere',
    fileName: '../../../../etc/passwd\u0000\u202E.txt',
    becomes: 'read',
    bytes: () => Buffer.from('正文。'),
  },
  {
    what: 'a name of a hundred thousand letters',
    fileName: `${'长'.repeat(100_000)}.txt`,
    becomes: 'read',
    bytes: () => Buffer.from('正文。'),
  },
];

/** Containers that lie about what they hold, and parts that grow when they are read. */
export const HOSTILE_CONTAINERS: readonly HostileFile[] = [...ZIPS, ...WORDS, ...TABLES_AND_SLIDES, ...OTHERS];
