import { crc32, deflateSync } from 'node:zlib';
import { createCanvas } from '@napi-rs/canvas';
import { afterAll, describe, expect, it } from 'vitest';
import { createDocumentReader } from '../../../server/adapters/document-reader/create-document-reader.ts';
import { createOcr } from '../../../server/adapters/ocr/create-ocr.ts';
import { AppError } from '../../../server/ports/errors.ts';
import { docxFile, paragraph } from './files/office-file.ts';
import { pdfFile, textLines } from './files/pdf-file.ts';
import { drawing, wordWith } from './files/pictured-office.ts';

const SIDE = 60_000;
const GOOD = '正常的一段文字。';
const ocr = createOcr({ kind: 'embedded' });
const reader = createDocumentReader({ ocr, limits: { drawMs: 10_000, residentMiB: 700 } });
afterAll(() => Promise.all([reader.close(), ocr.close()]));

function chunk(kind: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(kind), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length);
  body.copy(result, 4);
  result.writeUInt32BE(crc32(body), body.length + 4);
  return result;
}

/** A PNG that says it has these sides, around as many packed zeros as given. */
function png(width: number, height: number, zeros: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.alloc(zeros), { level: 9 });
  return Buffer.concat([signature, chunk('IHDR', head), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function jpeg(width: number, height: number): Buffer {
  const bytes = createCanvas(64, 64).toBuffer('image/jpeg');
  const frame = bytes.indexOf(Buffer.from([0xff, 0xc0])) + 5;
  bytes.writeUInt16BE(height, frame);
  bytes.writeUInt16BE(width, frame + 2);
  return bytes;
}

function webp(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(64);
  bytes.write('RIFF');
  bytes.writeUInt32LE(56, 4);
  bytes.write('WEBPVP8X', 8);
  bytes.writeUIntLE(width - 1, 24, 3);
  bytes.writeUIntLE(height - 1, 27, 3);
  return bytes;
}

function gif(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(900);
  bytes.write('GIF89a');
  bytes.writeUInt16LE(width, 6);
  bytes.writeUInt16LE(height, 8);
  return bytes;
}

function bmp(width: number, height: number): Buffer {
  const bytes = Buffer.alloc(54);
  bytes.write('BM');
  bytes.writeUInt32LE(40, 14);
  bytes.writeInt32LE(width, 18);
  bytes.writeInt32LE(height, 22);
  return bytes;
}

const BOMBS: Readonly<Record<string, Buffer>> = {
  'wide.png': png(SIDE, SIDE, 1000),
  'packed.png': png(4000, 4000, 400_000_000),
  'lying.png': png(200, 200, 100_000_000),
  'wide.jpg': jpeg(SIDE, SIDE),
  'wide.webp': webp(SIDE, SIDE),
  'wide.bmp': bmp(2 ** 31 - 1, 2 ** 31 - 1),
  'cut.jpg': jpeg(900, 900).subarray(0, 300),
  'zip.png': Buffer.concat([png(SIDE, 2, 10), Buffer.from(docxFile(paragraph('另一份文件')))]),
};

async function outcomeOf(fileName: string, bytes: Uint8Array): Promise<string> {
  try {
    const { leftOut } = await reader.read({ fileName, bytes }, { signal: AbortSignal.timeout(120_000) });
    return leftOut.map(({ reason }) => reason).join();
  } catch (error) {
    if (error instanceof AppError) return error.code;
    throw error;
  }
}

describe('pictures made to do harm', () => {
  it.each(Object.keys(BOMBS))('%s ends with nothing read, as a file', { timeout: 90_000 }, async (name) => {
    expect(await outcomeOf(name, BOMBS[name] ?? Buffer.alloc(0))).toBe('EMPTY_DOCUMENT');
  });

  it('cost a Word file nothing but themselves', { timeout: 90_000 }, async () => {
    const files = Object.entries({ ...BOMBS, 'wide.gif': gif(65_535, 65_535) });
    const media = Object.fromEntries(files.map(([name, bytes]) => [`word/media/${name}`, bytes]));
    const body = paragraph(GOOD) + files.map((_, index) => drawing(`rP${index}`)).join('');
    const read = await reader.read(
      { fileName: 'a.docx', bytes: wordWith(body, media) },
      { signal: AbortSignal.timeout(120_000) },
    );
    expect(read.blocks).toMatchObject([{ kind: 'paragraph', text: GOOD }]);
    expect(read.recognised).toBe(0);
    expect(read.leftOut.map(({ reason }) => reason)).toContain('unreadable');
  });

  it.each([
    ['a page', []],
    ['a page of text', textLines(['这一页有足够多的文字内容，图片在它下面。'])],
  ])('cost a PDF nothing but themselves: 3.6 milliard dots on %s', { timeout: 90_000 }, async (_, texts) => {
    const place = { shade: 9, x: 72, y: 72, width: 450, height: 500 };
    const small = Buffer.from(pdfFile([{ texts, pictures: [place] }, { texts: textLines([GOOD.repeat(3)]) }]));
    const huge = small.toString('latin1').replace('/Width 16/Height 8', `/Width ${SIDE}/Height ${SIDE}`);
    const { blocks } = await reader.read(
      { fileName: 'a.pdf', bytes: Buffer.from(huge, 'latin1') },
      { signal: AbortSignal.timeout(120_000) },
    );
    expect(blocks.filter(({ kind }) => kind === 'paragraph').at(-1)).toMatchObject({ text: GOOD.repeat(3) });
  });
});
