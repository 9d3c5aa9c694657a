import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDocumentReader } from '../../../server/adapters/document-reader/create-document-reader.ts';
import { AppError } from '../../../server/ports/errors.ts';
import { docxEntries, links, paragraph, pptxEntries, sheetOf, xlsxEntries } from './files/office-file.ts';
import { pdfFile, textLines } from './files/pdf-file.ts';
import { drawing, image, pic, wordWith } from './files/pictured-office.ts';
import { ScriptedOcr } from './files/scripted-ocr.ts';
import { zipFile } from './files/zip-file.ts';

/** Counts whoever comes, over whatever protocol. */
let connections = 0;
const server = createServer((_, response) => response.end('x')).on('connection', () => (connections += 1));
const reader = createDocumentReader({ ocr: new ScriptedOcr() });

beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(async () => {
  await reader.close();
  server.close();
});

const GOOD = paragraph('正常的一段文字。');

/** Files of every format that name the address in every place where a program would fetch it. */
function filesAt(address: string): Readonly<Record<string, Uint8Array>> {
  const pdfActions = [
    `/OpenAction<</S/URI/URI(${address})>>`,
    `/AA<</O<</S/GoToR/F<</FS/URL/F(${address}/a.pdf)>>/D[0/Fit]>>>>`,
    `/AcroForm<</Fields[]/XFA(${address})>>`,
  ];
  const image8 = `/Type/XObject/Subtype/Image/Width 8/Height 8/ColorSpace/DeviceGray/BitsPerComponent 8/F<</FS/URL/F(${address}/a.png)>>`;
  const annotation = `/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 99 99]/A<</S/SubmitForm/F(${address})>>>>]`;
  const texts = textLines(['这一页有足够多的文字内容，可以读出来。']);
  return {
    'pictures.docx': wordWith(
      `${GOOD}${drawing('rX')}<w:p><w:r><w:pict><v:imagedata r:id="rX" src="${address}/b.png"/></w:pict></w:r></w:p>`,
      {},
      [image('rX', `${address}/a.png`, true)],
    ),
    'linked.docx': wordWith(`${GOOD}<a:blip r:link="rX"/>`, {}, [image('rX', `${address}/a.png`, true)]),
    'template.docx': zipFile(
      docxEntries(GOOD, [
        links('word/settings.xml', [
          { id: 'r', kind: 'attachedTemplate', target: `${address}/a.dotm`, external: true },
        ]),
      ]),
    ),
    'entity.docx': zipFile(
      docxEntries(GOOD).map((entry) =>
        entry.name === 'word/document.xml'
          ? { ...entry, content: `<!DOCTYPE d SYSTEM "${address}/d.dtd">${String(entry.content)}` }
          : entry,
      ),
    ),
    'slides.pptx': zipFile([
      ...pptxEntries([{ title: '标题', body: pic('rX') }]),
      links('ppt/slides/slide1.xml', [image('rX', `${address}/a.png`, true)]),
    ]),
    'book.xlsx': zipFile([
      ...xlsxEntries([{ name: 'S', content: sheetOf([['一', `=WEBSERVICE(&quot;${address}&quot;)`]]) }]),
      links('xl/worksheets/sheet1.xml', [{ id: 'r', kind: 'hyperlink', target: address, external: true }]),
      links('xl/externalLinks/externalLink1.xml', [
        { id: 'r', kind: 'externalLinkPath', target: `${address}/a.xlsx`, external: true },
      ]),
    ]),
    'page.html': Buffer.from(
      `<base href="${address}/"><link rel="stylesheet" href="a.css"><script src="a.js"></script><style>@import "${address}/b.css";</style>
       <meta http-equiv="refresh" content="0;url=${address}"><p style="background:url(${address}/c.png)">正文</p><img src="d.png" srcset="e.png 2x">
       <iframe src="f.html"></iframe><object data="g"></object><video src="h"></video><svg><image href="${address}/i.png"/></svg>`,
    ),
    'text.md': Buffer.from(`# 图\n\n![图](${address}/a.png)\n\n<img src="${address}/b.png">正文。`),
    'table.csv': Buffer.from(`问题,答案\n=IMAGE("${address}/a.png"),=WEBSERVICE("${address}")\n`),
    'text.pdf': pdfFile([{ texts, entries: annotation }], pdfActions.join('')),
    'scanned.pdf': pdfFile(
      [{ texts: [], pictures: [{ shade: 9, x: 0, y: 0, width: 500, height: 700 }] }],
      pdfActions[0],
    ),
    'remote.pdf': Buffer.from(
      Buffer.from(pdfFile([{ texts: [], pictures: [{ shade: 9, x: 0, y: 0, width: 500, height: 700 }] }]))
        .toString('latin1')
        .replace(/\/Type\/XObject\/Subtype\/Image[^>]*8(?=\/Length|>>)/u, image8),
      'latin1',
    ),
  };
}

it('reads no file over the network, whatever the file asks for', { timeout: 60_000 }, async () => {
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await fetch(address);
  expect(connections, 'the server counts').toBe(1);
  const outcomes: Record<string, string> = {};
  for (const [fileName, bytes] of Object.entries(filesAt(address))) {
    outcomes[fileName] = await reader.read({ fileName, bytes }, { signal: AbortSignal.timeout(120_000) }).then(
      ({ blocks }) => (blocks.length > 0 ? 'read' : 'empty'),
      (error: unknown) => {
        if (error instanceof AppError) return error.code;
        throw error;
      },
    );
  }
  expect(outcomes).toEqual({
    'pictures.docx': 'read',
    'linked.docx': 'read',
    'template.docx': 'HOSTILE_FILE',
    'entity.docx': 'HOSTILE_FILE',
    'slides.pptx': 'read',
    'book.xlsx': 'read',
    'page.html': 'read',
    'text.md': 'read',
    'table.csv': 'read',
    'text.pdf': 'read',
    'scanned.pdf': 'read',
    'remote.pdf': 'read',
  });
  expect(connections, 'and nobody else came').toBe(1);
});
