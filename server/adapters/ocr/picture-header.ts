/** What a picture says of itself before anything is decoded. */
export interface PictureHeader {
  readonly format: 'png' | 'jpeg' | 'gif' | 'webp' | 'bmp';
  readonly width: number;
  readonly height: number;
}

/** Reads format and size from the first bytes; undefined for what is none of these formats or is cut before its size. */
export function readPictureHeader(bytes: Uint8Array): PictureHeader | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return FORMATS.map((read) => read(view)).find((header) => header !== undefined);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

type ReadHeader = (view: DataView) => PictureHeader | undefined;

const FORMATS: readonly ReadHeader[] = [readPng, readJpeg, readGif, readWebp, readBmp];

function startsWith(view: DataView, text: string, at = 0): boolean {
  if (view.byteLength < at + text.length) return false;
  return text.split('').every((character, place) => view.getUint8(at + place) === character.charCodeAt(0));
}

function readPng(view: DataView): PictureHeader | undefined {
  if (!startsWith(view, '\u{89}PNG\r\n\u{1a}\n')) return undefined;
  if (!startsWith(view, 'IHDR', 12)) return undefined;
  return { format: 'png', width: view.getUint32(16), height: view.getUint32(20) };
}

/** Segment by segment to the frame, which alone tells the size. */
function readJpeg(view: DataView): PictureHeader | undefined {
  if (!startsWith(view, '\u{ff}\u{d8}\u{ff}')) return undefined;
  for (let at = 2; ;) {
    while (view.getUint8(at) === 0xff && view.getUint8(at + 1) === 0xff) at += 1;
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    if (isFrame(marker)) return { format: 'jpeg', width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
  }
}

/** C0 to CF, without the three among them that hold tables. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

function readGif(view: DataView): PictureHeader | undefined {
  if (!startsWith(view, 'GIF87a') && !startsWith(view, 'GIF89a')) return undefined;
  return { format: 'gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function readWebp(view: DataView): PictureHeader | undefined {
  if (!startsWith(view, 'RIFF') || !startsWith(view, 'WEBP', 8)) return undefined;
  const size = (width: number, height: number): PictureHeader => ({ format: 'webp', width, height });
  if (startsWith(view, 'VP8 ', 12)) return size(view.getUint16(26, true) & 0x3fff, view.getUint16(28, true) & 0x3fff);
  if (startsWith(view, 'VP8L', 12)) {
    const bits = view.getUint32(21, true);
    return size((bits & 0x3fff) + 1, ((bits >>> 14) & 0x3fff) + 1);
  }
  if (!startsWith(view, 'VP8X', 12)) return undefined;
  const side = (at: number): number => view.getUint16(at, true) + view.getUint8(at + 2) * 0x1_0000 + 1;
  return size(side(24), side(27));
}

function readBmp(view: DataView): PictureHeader | undefined {
  if (!startsWith(view, 'BM') || view.getUint32(14, true) < 40) return undefined;
  return { format: 'bmp', width: Math.abs(view.getInt32(18, true)), height: Math.abs(view.getInt32(22, true)) };
}
