import { crc32, deflateSync } from 'node:zlib';

const SIDE = 48;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** A small real PNG: a coloured frame whose colours follow from `seed`, so that different pictures have different hashes. */
export function drawPicture(seed: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(SIDE, 0);
  header.writeUInt32BE(SIDE, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits, RGB, no interlace
  const inner = [seed & 0xff, (seed >>> 8) & 0xff, (seed * 37) & 0xff];
  const frame = [0x33, 0x66, (seed * 91) & 0xff];
  const rows = Array.from({ length: SIDE }, (_, y) => {
    const pixels = Array.from({ length: SIDE }, (_cell, x) =>
      Math.min(x, y, SIDE - 1 - x, SIDE - 1 - y) < 6 ? frame : inner,
    );
    return Buffer.from([0, ...pixels.flat()]);
  });
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}
