import { describe, expect, it } from 'vitest';
import { readPictureHeader } from '../../../server/adapters/ocr/picture-header.ts';
import { HEADERS, inOtherFormats, pictureNamed } from './pictures.ts';

const chat = pictureNamed('chat.png');
const formats = { png: chat, 'simple webp': pictureNamed('table.webp'), ...(await inOtherFormats(chat)) };

describe('the header of a picture', () => {
  it.each(Object.entries(HEADERS))('tells the size of a %s', (_name, header) => {
    expect(readPictureHeader(header(12_345, 678))).toMatchObject({ width: 12_345, height: 678 });
  });

  it.each(Object.entries(formats))('tells the size of a real %s', (name, bytes) => {
    const size = { 'simple webp': [760, 300], 'jpeg of a camera held sideways': [420, 540] }[name] ?? [540, 420];
    expect(readPictureHeader(bytes)).toMatchObject({ width: size[0], height: size[1] });
  });

  it('is no header when it is cut anywhere before the size', () => {
    for (const header of Object.values(HEADERS).map((make) => make(300, 200))) {
      const sizes = Array.from(header.keys(), (length) => readPictureHeader(header.subarray(0, length)));
      expect(sizes[8]).toBeUndefined();
      expect(sizes.filter((size) => size && (size.width !== 300 || size.height !== 200))).toEqual([]);
    }
  });

  it.each([
    '',
    '<svg xmlns="http://www.w3.org/2000/svg"/>',
    '%PDF-1.7',
    'PK\u0003\u0004',
    'plain words',
    '\u0000'.repeat(64),
  ])('is not found in %j', (text) => {
    expect(readPictureHeader(Buffer.from(text))).toBeUndefined();
  });

  it('never ends in an endless walk through a JPEG of empty segments', () => {
    expect(
      readPictureHeader(Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.alloc(1_000_000, 0xff)])),
    ).toBeUndefined();
    const nothing = Buffer.alloc(400_000);
    for (let at = 0; at < nothing.length; at += 4) nothing.writeUInt32BE(0xff_e1_00_02, at);
    expect(readPictureHeader(Buffer.concat([Buffer.from('ffd8', 'hex'), nothing]))).toBeUndefined();
  });
});
