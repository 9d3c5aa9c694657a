import { type ZipEntry, zipFile } from './zip-file.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const RELATIONSHIPS = 'http://schemas.openxmlformats.org/package/2006/relationships';
const KINDS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
export const WORD =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="mc" xmlns:wps="wps" xmlns:r="r"';
const SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="r"';
const SLIDE = 'xmlns:a="a" xmlns:p="p" xmlns:r="r"';

export interface Link {
  readonly id: string;
  readonly kind: string;
  readonly target: string;
  readonly external?: boolean;
}

/** A part that lists where another part points. */
export function links(part: string, entries: readonly Link[]): ZipEntry {
  const at = part.lastIndexOf('/');
  const name = `${part.slice(0, at + 1)}_rels/${part.slice(at + 1)}.rels`;
  const lines = entries.map(
    ({ id, kind, target, external }) =>
      `<Relationship Id="${id}" Type="${KINDS}/${kind}" Target="${target}"${external ? ' TargetMode="External"' : ''}/>`,
  );
  return { name, content: `${HEAD}<Relationships xmlns="${RELATIONSHIPS}">${lines.join('')}</Relationships>` };
}

/** Entries of an Office file around its main part. */
export function officeEntries(main: string, parts: readonly ZipEntry[]): ZipEntry[] {
  return [
    {
      name: '[Content_Types].xml',
      content: `${HEAD}<Types xmlns="types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    },
    links('', [{ id: 'rId1', kind: 'officeDocument', target: main }]),
    ...parts,
  ];
}

/** A Word file with the given body; styles 标题 1 to 3 and two lists are there. */
export function docxEntries(body: string, extra: readonly ZipEntry[] = []): ZipEntry[] {
  const heading = (level: number): string =>
    `<w:style w:type="paragraph" w:styleId="H${level}"><w:name w:val="heading ${level}"/><w:pPr><w:outlineLvl w:val="${level - 1}"/></w:pPr></w:style>`;
  const styles = `${heading(1)}${heading(2)}${heading(3)}<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>`;
  const level = (at: number, format: string, text: string): string =>
    `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`;
  const lists =
    `<w:abstractNum w:abstractNumId="0">${level(0, 'decimal', '%1.')}${level(1, 'decimal', '%1.%2')}</w:abstractNum>` +
    `<w:abstractNum w:abstractNumId="1">${level(0, 'bullet', '')}</w:abstractNum>` +
    `<w:abstractNum w:abstractNumId="2">${level(0, 'chineseCounting', '%1、')}</w:abstractNum>` +
    `<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num><w:num w:numId="3"><w:abstractNumId w:val="2"/></w:num>`;
  return officeEntries('word/document.xml', [
    { name: 'word/document.xml', content: `${HEAD}<w:document ${WORD}><w:body>${body}</w:body></w:document>` },
    { name: 'word/styles.xml', content: `${HEAD}<w:styles ${WORD}>${styles}</w:styles>` },
    { name: 'word/numbering.xml', content: `${HEAD}<w:numbering ${WORD}>${lists}</w:numbering>` },
    links('word/document.xml', [
      { id: 'rId1', kind: 'styles', target: 'styles.xml' },
      { id: 'rId2', kind: 'numbering', target: 'numbering.xml' },
    ]),
    ...extra,
  ]);
}

export function docxFile(body: string): Uint8Array {
  return zipFile(docxEntries(body));
}

/** A paragraph of a Word file. */
export function paragraph(text: string, properties = ''): string {
  return `<w:p><w:pPr>${properties}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`;
}

export interface Sheet {
  readonly name: string;
  /** What stands in the worksheet: sheetData, mergeCells. */
  readonly content: string;
  readonly state?: string;
}

/** An Excel file; `formats` are the number formats of cell styles 1, 2, 3 …. */
export function xlsxEntries(
  sheets: readonly Sheet[],
  formats: readonly string[] = [],
  texts: readonly string[] = [],
): ZipEntry[] {
  const list = sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${name}" sheetId="${index + 1}"${state ? ` state="${state}"` : ''} r:id="rId${index + 1}"/>`,
  );
  const own = formats.map(
    (code, index) => `<numFmt numFmtId="${200 + index}" formatCode="${code.replaceAll('"', '&quot;')}"/>`,
  );
  const styles = ['<xf numFmtId="0"/>', ...formats.map((_, index) => `<xf numFmtId="${200 + index}"/>`)];
  return officeEntries('xl/workbook.xml', [
    { name: 'xl/workbook.xml', content: `${HEAD}<workbook ${SHEET}><sheets>${list.join('')}</sheets></workbook>` },
    {
      name: 'xl/styles.xml',
      content: `${HEAD}<styleSheet ${SHEET}><numFmts>${own.join('')}</numFmts><cellXfs>${styles.join('')}</cellXfs></styleSheet>`,
    },
    {
      name: 'xl/sharedStrings.xml',
      content: `${HEAD}<sst ${SHEET}>${texts.map((text) => `<si><t>${text}</t></si>`).join('')}</sst>`,
    },
    ...sheets.map(({ content }, index) => ({
      name: `xl/worksheets/sheet${index + 1}.xml`,
      content: `${HEAD}<worksheet ${SHEET}>${content}</worksheet>`,
    })),
    links('xl/workbook.xml', [
      ...sheets.map((_, index) => ({
        id: `rId${index + 1}`,
        kind: 'worksheet',
        target: `worksheets/sheet${index + 1}.xml`,
      })),
      { id: 'rIdS', kind: 'styles', target: 'styles.xml' },
      { id: 'rIdT', kind: 'sharedStrings', target: 'sharedStrings.xml' },
    ]),
  ]);
}

/** Rows of texts as a sheet's data. */
export function sheetOf(rows: readonly (readonly string[])[]): string {
  const lines = rows.map(
    (cells, row) =>
      `<row r="${row + 1}">${cells.map((text, column) => `<c r="${String.fromCharCode(65 + column)}${row + 1}" t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`,
  );
  return `<sheetData>${lines.join('')}</sheetData>`;
}

export interface Slide {
  readonly title?: string;
  readonly body: string;
  readonly notes?: string;
  readonly hidden?: boolean;
}

/** A shape of a slide with a placeholder of the given type. */
export function shape(type: string, lines: readonly string[]): string {
  const texts = lines.map((line) => `<a:p><a:r><a:t>${line}</a:t></a:r></a:p>`).join('');
  return `<p:sp><p:nvSpPr><p:nvPr><p:ph${type === 'body' ? ' idx="1"' : ` type="${type}"`}/></p:nvPr></p:nvSpPr><p:txBody>${texts}</p:txBody></p:sp>`;
}

/** A PowerPoint file. */
export function pptxEntries(slides: readonly Slide[]): ZipEntry[] {
  const ids = slides.map((_, index) => `<p:sldId id="${256 + index}" r:id="rId${index + 1}"/>`);
  const parts = slides.flatMap(({ title, body, notes, hidden }, index): ZipEntry[] => {
    const name = `ppt/slides/slide${index + 1}.xml`;
    const tree = `${title === undefined ? '' : shape('title', [title])}${body}`;
    return [
      {
        name,
        content: `${HEAD}<p:sld ${SLIDE}${hidden ? ' show="0"' : ''}><p:cSld><p:spTree>${tree}</p:spTree></p:cSld></p:sld>`,
      },
      ...(notes === undefined
        ? []
        : [
            {
              name: `ppt/notesSlides/notesSlide${index + 1}.xml`,
              content: `${HEAD}<p:notes ${SLIDE}>${shape('body', [notes])}${shape('sldNum', [String(index + 1)])}</p:notes>`,
            },
            links(name, [{ id: 'rId1', kind: 'notesSlide', target: `../notesSlides/notesSlide${index + 1}.xml` }]),
          ]),
    ];
  });
  return officeEntries('ppt/presentation.xml', [
    {
      name: 'ppt/presentation.xml',
      content: `${HEAD}<p:presentation ${SLIDE}><p:sldIdLst>${ids.join('')}</p:sldIdLst></p:presentation>`,
    },
    links(
      'ppt/presentation.xml',
      slides.map((_, index) => ({ id: `rId${index + 1}`, kind: 'slide', target: `slides/slide${index + 1}.xml` })),
    ),
    ...parts,
  ]);
}
