import { afterAll, describe, expect, it } from 'vitest';
import { createDocumentReader } from '../../../server/adapters/document-reader/create-document-reader.ts';
import { pdfFile, textLines } from './files/pdf-file.ts';
import { inShort, readSample, sampleReader } from './files/read-sample.ts';
import { ScriptedOcr } from './files/scripted-ocr.ts';

const ocr = new ScriptedOcr();
ocr.answer = () => [`图${ocr.seen.at(-1)?.shade}上写的字`];
const reader = createDocumentReader({ ocr });
afterAll(() => Promise.all([reader.close(), sampleReader.close()]));

const read = (bytes: Uint8Array) => reader.read({ fileName: 'a.pdf', bytes }, { signal: AbortSignal.timeout(120_000) });

describe('pictures on pages of text', () => {
  const large = { x: 72, y: 400, width: 400, height: 240 };
  const first = {
    texts: [
      { text: '产品报价', x: 72, y: 780, size: 18 },
      ...textLines(['以下为今年的最新报价，请以签约时为准。'], { y: 740 }),
      { text: '安装说明', x: 72, y: 340, size: 18 },
      ...textLines(['安装前请先断电，并确认墙面承重足够。'], { y: 300 }),
    ],
    pictures: [
      { ...large, shade: 10 },
      { x: 72, y: 100, width: 80, height: 60, shade: 20 },
    ],
  };
  const second = {
    texts: textLines(['第二页有同一张图片，不必再认一遍，前面已有。'], { y: 740 }),
    pictures: [{ ...large, shade: 10 }],
  };
  const third = {
    texts: textLines(['第三页的图片是背景，文字写在它的上面。', '这样的图片不必认，它的字已经在了。'], { y: 740 }),
    pictures: [{ x: 0, y: 0, width: 595, height: 842, shade: 30 }],
  };

  it('are read in their places when they are large and nothing is written over them, each once', async () => {
    const { blocks, leftOut, recognised } = await read(pdfFile([first, second, third]));
    expect(blocks.map((block) => [block.page, inShort(block)])).toEqual([
      [1, '#1 产品报价'],
      [1, '以下为今年的最新报价，请以签约时为准。'],
      [1, '图10上写的字'],
      [1, '#1 安装说明'],
      [1, '安装前请先断电，并确认墙面承重足够。'],
      [2, '第二页有同一张图片，不必再认一遍，前面已有。'],
      [3, '第三页的图片是背景，文字写在它的上面。这样的图片不必认，它的字已经在了。'],
    ]);
    expect([recognised, leftOut]).toEqual([1, []]);
    // 200 dots an inch, and not the page around it.
    expect(ocr.seen.map(({ width, height }) => [Math.round(width / 10), Math.round(height / 10)])).toEqual([[111, 67]]);
  });

  it('are found on turned pages', async () => {
    const turned = { ...first, rotate: 90 };
    const { blocks } = await read(pdfFile([turned]));
    expect(blocks.map(inShort)).toContain('图10上写的字');
  });

  it('are reported when nobody can read them', async () => {
    const { leftOut } = await readSample('a.pdf', pdfFile([first, second, third]));
    expect(leftOut).toEqual([{ where: '第 1 页 · page 1: 图片 · picture', reason: 'picture' }]);
  });
});
