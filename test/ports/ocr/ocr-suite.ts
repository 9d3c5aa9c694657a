import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ocr } from '../../../server/ports/ocr.ts';
import { blankPicture, HEADERS, pictureNamed, WRITTEN } from './pictures.ts';

/** An engine under test; `close` also takes down what stands behind it. */
export interface OcrBed {
  readonly ocr: Ocr;
  close(): Promise<void>;
}

export const NEVER = new AbortController().signal;
export const REFUSED = { name: 'PortError', port: 'ocr', retryable: false };
export const FAILED = { name: 'PortError', port: 'ocr', retryable: true };

const chat = pictureNamed('chat.png');

/** Pictures that no engine may be given. */
const HOSTILE: Readonly<Record<string, Buffer>> = {
  'nothing at all': Buffer.alloc(0),
  'plain words': Buffer.from('您好，我不是图片'),
  'a drawing that could name files': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
  'zero bytes': Buffer.alloc(4096),
  'a PNG of 60,000 × 60,000 pixels in 33 bytes': HEADERS.png(60_000, 60_000),
  'a PNG of 4 billion pixels a side': HEADERS.png(0xffff_ffff, 0xffff_ffff),
  'a JPEG of 65,535 × 65,535 pixels': HEADERS.jpeg(65_535, 65_535),
  'a GIF of 65,535 × 65,535 pixels': HEADERS.gif(65_535, 65_535),
  'a WebP of 16,383 × 16,383 pixels': HEADERS['webp with extras'](16_383, 16_383),
  'a BMP of 50,000 × 50,000 pixels': HEADERS.bmp(50_000, 50_000),
  'a thread of 1 × 65,000 pixels': HEADERS.png(1, 65_000),
  'a PNG without size': HEADERS.png(0, 0),
  'a picture cut inside its header': chat.subarray(0, 20),
  'a picture of 21 MB': Buffer.concat([chat, Buffer.alloc(21 * 1024 * 1024)]),
};

/** What every way of reading pictures owes, run over each of them. The engine must read chat.png as it is written. */
export function ocrSuite(name: string, open: () => Promise<OcrBed>): void {
  describe(`ocr: ${name}`, () => {
    let bed: OcrBed;

    beforeAll(async () => {
      bed = await open();
    });

    afterAll(async () => {
      await bed.close();
    });

    it('reads lines from top to bottom, each with its place and a confidence', async () => {
      const { lines, scaled } = await bed.ocr.read({ bytes: chat }, NEVER);
      expect(lines.map(({ text }) => text.replaceAll(' ', ''))).toEqual(WRITTEN['chat.png']);
      expect(scaled).toBe(false);
      for (const { confidence, box } of lines) {
        expect(confidence).toBeGreaterThan(0.9);
        expect(confidence).toBeLessThanOrEqual(1);
        expect(Math.min(box.x, box.y, box.width - 1, box.height - 1)).toBeGreaterThanOrEqual(0);
        expect([box.x + box.width <= 540, box.y + box.height <= 420]).toEqual([true, true]);
      }
      expect(bed.ocr.status()).toEqual({ engine: expect.stringContaining('OCR'), state: 'ready', reason: null });
    });

    it('finds nothing on a white sheet', async () => {
      expect(await bed.ocr.read({ bytes: blankPicture() }, NEVER)).toEqual({ lines: [], scaled: false });
    });

    it.each(Object.entries(HOSTILE))('refuses %s without decoding it', async (_what, bytes) => {
      await expect(bed.ocr.read({ bytes }, NEVER)).rejects.toMatchObject(REFUSED);
    });

    it('does not begin when the caller has already gone', async () => {
      await expect(bed.ocr.read({ bytes: chat }, AbortSignal.abort())).rejects.toMatchObject(FAILED);
    });

    it('ends a read with its caller, and reads the next picture', async () => {
      const caller = new AbortController();
      const read = bed.ocr.read({ bytes: chat }, caller.signal);
      caller.abort();
      await expect(read).rejects.toMatchObject(FAILED);
      const { lines } = await bed.ocr.read({ bytes: chat }, NEVER);
      expect(lines).toHaveLength(WRITTEN['chat.png'].length);
    });

    it('reads two at once', async () => {
      const reads = [chat, blankPicture(), chat].map((bytes) => bed.ocr.read({ bytes }, NEVER));
      const found = await Promise.all(reads);
      expect(found.map(({ lines }) => lines.length)).toEqual([5, 0, 5]);
    });

    it('fails reads under way and later ones when it is closed', async () => {
      const other = await open();
      const reads = Promise.allSettled([chat, chat].map((bytes) => other.ocr.read({ bytes }, NEVER)));
      await other.ocr.close();
      for (const read of await reads) expect(read).toMatchObject({ status: 'rejected', reason: FAILED });
      await expect(other.ocr.read({ bytes: chat }, NEVER)).rejects.toMatchObject(FAILED);
      await other.close();
    });
  });
}
