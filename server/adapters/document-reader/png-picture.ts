import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const EIGHT_BITS = 8;
const RED_GREEN_BLUE = 2;
/** Pictures only travel to the next process: quick beats small. */
const QUICK = 1;

function chunk(kind: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(kind), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length, 0);
  body.copy(result, 4);
  result.writeUInt32BE(crc32(body), body.length + 4);
  return result;
}

/** A rectangle of dots. */
export interface DotArea {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A PNG of an area of dots that come as red, green, blue and opacity in rows of `across`; opacity is dropped. */
export function pngOf(dots: Uint8Array, across: number, { x, y, width, height }: DotArea): Buffer {
  const rows = Buffer.alloc(height * (width * 3 + 1));
  let to = 0;
  for (let row = 0; row < height; row += 1) {
    let from = ((y + row) * across + x) * 4;
    // Every row begins with the number of its filter: none.
    to += 1;
    for (const end = from + width * 4; from < end; from += 4) {
      rows[to++] = dots[from] ?? 0;
      rows[to++] = dots[from + 1] ?? 0;
      rows[to++] = dots[from + 2] ?? 0;
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.writeUInt8(EIGHT_BITS, 8);
  header.writeUInt8(RED_GREEN_BLUE, 9);
  const data = deflateSync(rows, { level: QUICK });
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', new Uint8Array())]);
}
