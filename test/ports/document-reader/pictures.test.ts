import { afterAll, describe, expect, it } from 'vitest';
import { createDocumentReader } from '../../../server/adapters/document-reader/create-document-reader.ts';
import type { ReadDocument, ReadOptions } from '../../../server/ports/document-reader.ts';
import { PortError } from '../../../server/ports/errors.ts';
import { links, paragraph, pptxEntries, shape, sheetOf, xlsxEntries } from './files/office-file.ts';
import { inShort } from './files/read-sample.ts';
import { bitmapHead, drawing, image, media, pic, png, wordWith } from './files/pictured-office.ts';
import { rememberedPictures, ScriptedOcr } from './files/scripted-ocr.ts';
import { zipFile } from './files/zip-file.ts';

const readers: { close(): Promise<void> }[] = [];
afterAll(() => Promise.all(readers.map((reader) => reader.close())));

function read(
  fileName: string,
  bytes: Uint8Array,
  ocr: ScriptedOcr | null,
  options: Partial<ReadOptions> = {},
): Promise<ReadDocument> {
  const reader = createDocumentReader({ ocr });
  readers.push(reader);
  return reader.read({ fileName, bytes }, { signal: AbortSignal.timeout(120_000), ...options });
}

/** Says of each picture which one it was, by its shade. */
function tellingOcr(): ScriptedOcr {
  const ocr = new ScriptedOcr();
  ocr.answer = () => [`图${ocr.seen.at(-1)?.shade}上写的字`];
  return ocr;
}

describe('pictures in Word', () => {
  const files = {
    'word/media/a.png': png(10),
    'word/media/icon.png': png(20, 24, 24),
    'word/media/line.png': png(30, 900, 4),
    'word/media/b.jpeg': png(40),
    'word/media/a-again.png': png(10),
    'word/media/chart.emf': Buffer.from('EMF'),
  };
  const table = `<w:tbl><w:tr><w:tc>${paragraph('接线图')}${drawing('rP3')}</w:tc><w:tc>${paragraph('见左')}</w:tc></w:tr></w:tbl>`;
  const body = [
    paragraph('安装', '<w:pStyle w:val="H1"/>'),
    paragraph('按下图接线。'),
    drawing('rP0'),
    drawing('rP1'),
    drawing('rP2'),
    paragraph('报价', '<w:pStyle w:val="H1"/>'),
    table,
    drawing('rP4'),
    drawing('rP0'),
    drawing('rP5'),
    drawing('rFar'),
    paragraph('完。'),
  ].join('');

  it('are read where they stand, each once; icons and lines are not', async () => {
    const ocr = tellingOcr();
    const far = [image('rFar', 'https://example.com/a.png', true)];
    const { blocks, leftOut, recognised } = await read('说明.docx', wordWith(body, files, far), ocr);
    expect(blocks.map(inShort)).toEqual([
      '#1 安装',
      '按下图接线。',
      '图10上写的字',
      '#1 报价',
      [['接线图', '见左']],
      '图40上写的字',
      '完。',
    ]);
    expect(ocr.seen.map(({ shade }) => shade)).toEqual([10, 40]);
    expect(recognised).toBe(2);
    // One of another machine, and one in a format of Windows' own.
    expect(leftOut).toEqual([{ where: '图片 2 张 · 2 pictures', reason: 'unreadable' }]);
  });

  it('are reported when nobody can read them, when nothing is written on them, and when they are broken', async () => {
    const word = wordWith(body, files);
    expect((await read('a.docx', word, null)).leftOut).toEqual([
      { where: '图片 2 张 · 2 pictures', reason: 'unreadable' },
      { where: '图片 2 张 · 2 pictures', reason: 'picture' },
    ]);
    const silent = new ScriptedOcr();
    silent.answer = () => [];
    expect((await read('a.docx', word, silent)).leftOut).toContainEqual({
      where: '图片 2 张 · 2 pictures',
      reason: 'picture',
    });
    const failing = new ScriptedOcr();
    failing.answer = () => new PortError({ port: 'ocr', retryable: false, reason: 'broken picture' });
    const { blocks, leftOut } = await read('a.docx', word, failing);
    expect(blocks).toHaveLength(5);
    expect(leftOut.at(-1)).toEqual({ where: '图片 2 张 · 2 pictures', reason: 'unreadable' });
  });

  it('are not recognised again by a reading that goes on', async () => {
    const ocr = tellingOcr();
    const memory = rememberedPictures();
    const stop = new AbortController();
    const word = wordWith(body, files);
    const tell = ocr.answer;
    ocr.answer = (count) => {
      if (count === 1) stop.abort(new Error('stopped by a person'));
      return tell(count);
    };
    await expect(read('a.docx', word, ocr, { signal: stop.signal, memory })).rejects.toThrow('stopped by a person');
    expect(memory.kept.size).toBe(1);
    const { blocks, recognised } = await read('a.docx', word, ocr, { memory });
    expect([blocks.length, recognised, ocr.seen.length]).toEqual([7, 2, 2]);
  });

  it('are read up to a thousand', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 1010 }, (_, index) => [
        `word/media/${index}.bmp`,
        // The size of a picture is all that is looked at before it is drawn.
        Buffer.concat([bitmapHead(200, 200), Buffer.from(String(index))]),
      ]),
    );
    const drawings = Object.keys(many).map((_, index) => drawing(`rP${index}`));
    const { leftOut } = await read('a.docx', wordWith(paragraph('图册') + drawings.join(''), many), null);
    expect(leftOut).toEqual([
      { where: '图片 10 张 · 10 pictures', reason: 'too-many' },
      { where: '图片 1000 张 · 1000 pictures', reason: 'picture' },
    ]);
  });
});

describe('pictures in PowerPoint', () => {
  it('stand on their slide, under its title; those behind slides are left alone', async () => {
    const background = '<p:bg><p:bgPr><a:blipFill><a:blip r:embed="rP2"/></a:blipFill></p:bgPr></p:bg>';
    const slides = zipFile([
      ...pptxEntries([
        { title: '价格', body: `${background}${shape('body', ['以图为准'])}${pic('rP0')}`, notes: '不打折' },
        { body: pic('rP1') },
        { title: '旧', body: pic('rP1'), hidden: true },
      ]).filter(({ name }) => name !== 'ppt/slides/_rels/slide1.xml.rels'),
      links('ppt/slides/slide1.xml', [
        { id: 'rId1', kind: 'notesSlide', target: '../notesSlides/notesSlide1.xml' },
        image('rP0', '../media/a.png'),
        image('rP2', '../media/c.png'),
      ]),
      links('ppt/slides/slide2.xml', [image('rP1', '../media/b.png')]),
      links('ppt/slides/slide3.xml', [image('rP1', '../media/c.png')]),
      ...media({ 'ppt/media/a.png': png(10), 'ppt/media/b.png': png(20), 'ppt/media/c.png': png(30) }),
    ]);
    const { blocks, recognised } = await read('价格.pptx', slides, tellingOcr());
    expect(blocks.map((block) => [block.page, inShort(block)])).toEqual([
      [1, '#1 价格'],
      [1, '• 以图为准'],
      [1, '图10上写的字'],
      [2, '#1 第 2 页'],
      [2, '图20上写的字'],
    ]);
    expect(recognised).toBe(2);
  });
});

describe('pictures in Excel', () => {
  const anchor = (row: number, id: string): string =>
    `<xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:row>${row}</xdr:row></xdr:from><xdr:to><xdr:col>5</xdr:col><xdr:row>9</xdr:row></xdr:to><xdr:pic><a:blip r:embed="${id}"/></xdr:pic></xdr:twoCellAnchor>`;

  it('stand under the name of their sheet, from top to bottom; those that WPS put into cells as well', async () => {
    const sheets = [
      {
        name: '价格表',
        content: sheetOf([
          ['型号', '图'],
          ['A1', '=DISPIMG(&quot;ID_7&quot;,1)'],
        ]),
      },
      {
        name: '保修',
        content: sheetOf([
          ['型号', '期限'],
          ['A1', '一年'],
        ]),
      },
    ];
    const book = zipFile([
      ...xlsxEntries(sheets).filter(({ name }) => name !== 'xl/_rels/workbook.xml.rels'),
      links('xl/workbook.xml', [
        { id: 'rId1', kind: 'worksheet', target: 'worksheets/sheet1.xml' },
        { id: 'rId2', kind: 'worksheet', target: 'worksheets/sheet2.xml' },
        { id: 'rId3', kind: 'cellImage', target: 'cellimages.xml' },
      ]),
      {
        name: 'xl/cellimages.xml',
        content:
          '<etc:cellImages><etc:cellImage><xdr:pic><xdr:cNvPr id="1" name="ID_7"/><a:blip r:embed="rC"/></xdr:pic></etc:cellImage></etc:cellImages>',
      },
      links('xl/cellimages.xml', [image('rC', 'media/c.png')]),
      links('xl/worksheets/sheet1.xml', [{ id: 'rId1', kind: 'drawing', target: '../drawings/drawing1.xml' }]),
      { name: 'xl/drawings/drawing1.xml', content: `<xdr:wsDr>${anchor(8, 'rA')}${anchor(2, 'rB')}</xdr:wsDr>` },
      links('xl/drawings/drawing1.xml', [image('rA', '../media/a.png'), image('rB', '../media/b.png')]),
      ...media({ 'xl/media/a.png': png(10), 'xl/media/b.png': png(20), 'xl/media/c.png': png(30) }),
    ]);
    const { blocks } = await read('价格.xlsx', book, tellingOcr());
    expect(blocks.map((block) => [block.page, inShort(block)])).toEqual([
      [1, '#1 价格表'],
      [
        1,
        [
          ['型号', '图'],
          ['A1', ''],
        ],
      ],
      [1, '图20上写的字'],
      [1, '图10上写的字'],
      [1, '图30上写的字'],
      [2, '#1 保修'],
      [
        2,
        [
          ['型号', '期限'],
          ['A1', '一年'],
        ],
      ],
    ]);
    expect((await read('价格.xlsx', book, null)).leftOut).toEqual([
      { where: '工作表“价格表” · sheet “价格表”: 图片 3 张 · 3 pictures', reason: 'picture' },
    ]);
  });
});
