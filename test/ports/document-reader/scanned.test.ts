import { createCanvas, loadImage, PDFDocument, type SKRSContext2D } from '@napi-rs/canvas';
import { afterAll, describe, expect, it } from 'vitest';
import { createDocumentReader } from '../../../server/adapters/document-reader/create-document-reader.ts';
import type { ReadProgress } from '../../../server/ports/document-reader.ts';
import { PortError } from '../../../server/ports/errors.ts';
import { rememberedPictures, ScriptedOcr } from './files/scripted-ocr.ts';

/** A scanned page: nothing but a picture, dark below its middle. */
function scan(): Buffer {
  const canvas = createCanvas(600, 800);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, 600, 400);
  context.fillStyle = '#202020';
  context.fillRect(0, 400, 600, 400);
  return canvas.toBuffer('image/png');
}

async function scannedPdf(pages: number): Promise<Buffer> {
  const picture = await loadImage(scan());
  const document = new PDFDocument();
  for (let page = 0; page < pages; page += 1) {
    // Typed as a browser's context, which this project does not know.
    const context = document.beginPage(595, 842) as unknown as SKRSContext2D;
    context.drawImage(picture, 0, 0, 595, 842);
    document.endPage();
  }
  return document.close();
}

describe('pages that are pictures', () => {
  const readers: { close(): Promise<void> }[] = [];
  const readerWith = (ocr: ScriptedOcr) => {
    const reader = createDocumentReader({ ocr });
    readers.push(reader);
    return reader;
  };
  afterAll(() => Promise.all(readers.map((reader) => reader.close())));

  it('are drawn and recognised one by one, with progress and confidence', async () => {
    const ocr = new ScriptedOcr();
    const progress: ReadProgress[] = [];
    const file = { fileName: '扫描.pdf', bytes: await scannedPdf(3) };
    const { blocks, leftOut, pages } = await readerWith(ocr).read(file, {
      signal: AbortSignal.timeout(120_000),
      onProgress: (state) => progress.push(state),
    });
    expect(pages).toBe(3);
    expect(leftOut).toEqual([]);
    expect(blocks).toEqual(
      [1, 2, 3].map((page) => ({
        kind: 'paragraph',
        text: `第 ${page} 张图上的第一行文字写到了边上接着是第二行。`,
        page,
        ocrConfidence: 0.9,
      })),
    );
    expect(ocr.seen.map(({ width, shade }) => [Math.round(width / 10), Math.round(shade / 8)])).toEqual(
      Array.from({ length: 3 }, () => [165, 4]),
    );
    expect(progress.filter(({ stage }) => stage === 'recognising').map(({ done }) => done)).toEqual([0, 1, 2, 3]);
  });

  it('go on after an interruption where they were, and do not recognise a page twice', async () => {
    const ocr = new ScriptedOcr();
    const memory = rememberedPictures();
    const stop = new AbortController();
    ocr.answer = (count) => {
      if (count === 2) stop.abort(new Error('stopped by a person'));
      return [`第 ${count} 次`];
    };
    const file = { fileName: '扫描.pdf', bytes: await scannedPdf(3) };
    const reader = readerWith(ocr);
    await expect(reader.read(file, { signal: stop.signal, memory })).rejects.toThrow('stopped by a person');
    const seen = memory.kept.size;
    expect(seen).toBeGreaterThanOrEqual(1);
    const { blocks } = await reader.read(file, { signal: AbortSignal.timeout(120_000), memory });
    expect(blocks).toHaveLength(3);
    expect(memory.kept.size).toBe(3);
    expect(ocr.seen.length).toBe(2 + 3 - seen);
  });

  it('are left out one by one when they cannot be read; a failing engine fails the reading', async () => {
    const ocr = new ScriptedOcr();
    ocr.answer = (count) =>
      count === 2 ? new PortError({ port: 'ocr', retryable: false, reason: 'broken picture' }) : ['文字。'];
    const file = { fileName: '扫描.pdf', bytes: await scannedPdf(3) };
    const { blocks, leftOut } = await readerWith(ocr).read(file, { signal: AbortSignal.timeout(120_000) });
    expect(blocks.map(({ page }) => page)).toEqual([1, 3]);
    expect(leftOut).toEqual([{ where: '第 2 页 · page 2', reason: 'unreadable' }]);
    const failing = new ScriptedOcr();
    failing.answer = () => new PortError({ port: 'ocr', retryable: true, reason: 'engine died' });
    await expect(readerWith(failing).read(file, { signal: AbortSignal.timeout(120_000) })).rejects.toMatchObject({
      port: 'ocr',
      retryable: true,
    });
  });

  it('may be a picture file', async () => {
    const ocr = new ScriptedOcr();
    const { blocks, format, pages } = await readerWith(ocr).read(
      { fileName: '照片.PNG', bytes: scan() },
      { signal: AbortSignal.timeout(120_000) },
    );
    expect([format, pages, blocks.length]).toEqual(['picture', null, 1]);
    expect(ocr.seen[0]).toMatchObject({ width: 600, height: 800 });
  });
});
