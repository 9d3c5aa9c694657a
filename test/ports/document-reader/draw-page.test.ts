import { createCanvas, loadImage, PDFDocument, type SKRSContext2D } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { drawPage, holdPdf } from '../../../server/adapters/document-reader/draw-page.ts';

/** A scanned page: nothing but a picture, dark below its middle. */
function scannedPage(): Buffer {
  const canvas = createCanvas(600, 800);
  const context = canvas.getContext('2d');
  context.fillStyle = '#fff';
  context.fillRect(0, 0, 600, 400);
  context.fillStyle = '#222';
  context.fillRect(0, 400, 600, 400);
  return canvas.toBuffer('image/jpeg');
}

async function scannedPdf(...sizes: readonly (readonly [number, number])[]): Promise<Buffer> {
  const picture = await loadImage(scannedPage());
  const document = new PDFDocument();
  for (const [width, height] of sizes) {
    // Typed as a browser's context, which this project does not know.
    const context = document.beginPage(width, height) as unknown as SKRSContext2D;
    context.drawImage(picture, 0, 0, width, height);
    document.endPage();
  }
  return document.close();
}

async function brightness(png: Uint8Array, share: number): Promise<number | undefined> {
  const picture = await loadImage(png);
  const context = createCanvas(picture.width, picture.height).getContext('2d');
  context.drawImage(picture, 0, 0);
  return context.getImageData(Math.floor(picture.width / 2), Math.floor(picture.height * share), 1, 1).data[0];
}

describe('pages of a PDF as pictures', () => {
  it('draws a scanned page at 200 dots an inch, the right way up', async () => {
    await holdPdf(await scannedPdf([595, 842], [842, 595]));
    const png = await drawPage(1);
    const { width, height } = await loadImage(png);
    expect([width, height].map((side) => Math.round(side / 10))).toEqual([165, 234]);
    expect(await brightness(png, 0.25)).toBeGreaterThan(240);
    expect(await brightness(png, 0.75)).toBeLessThan(60);
    const turned = await loadImage(await drawPage(2));
    expect(turned.width).toBe(height);
  });

  it('draws a page of five metres with six million dots at most', async () => {
    await holdPdf(await scannedPdf([14_400, 14_400]));
    const { width, height } = await loadImage(await drawPage(1));
    expect(width * height).toBeLessThanOrEqual(6_010_000);
    expect(width).toBe(height);
  });

  it('refuses pages that are not there, what is no PDF, and half of one', async () => {
    const pdf = await scannedPdf([200, 200]);
    await holdPdf(pdf);
    await expect(drawPage(2)).rejects.toMatchObject({ code: 'UNREADABLE_FILE' });
    for (const bytes of [Buffer.from('%PDF-1.7 and no more'), scannedPage(), pdf.subarray(0, 300)]) {
      await expect(holdPdf(bytes)).rejects.toMatchObject({ code: 'UNREADABLE_FILE' });
      await expect(drawPage(1)).rejects.toMatchObject({ code: 'UNREADABLE_FILE' });
    }
  });
});
