import { unreadablePicture } from './ocr-failure.ts';
import { type PictureHeader, readPictureHeader } from './picture-header.ts';

/** As much as a chat takes. */
const MOST_BYTES = 20 * 1024 * 1024;
/** Decoded at four bytes a pixel: 128 MB. A telephone's photo has 12 million; WeChat sends fewer. */
const MOST_PIXELS = 32_000_000;
/** Longer than every screenshot of a long chat. */
const LONGEST_SIDE = 30_000;

/**
 * Refuses what must not be decoded: no picture, or one that says it is huge, however few bytes it has. Throws PortError,
 * not retryable; answers what the others say of themselves.
 */
export function refuseUnfitPicture(bytes: Uint8Array): PictureHeader {
  if (bytes.length > MOST_BYTES) throw unreadablePicture(`the picture has more than ${MOST_BYTES} bytes`);
  const header = readPictureHeader(bytes);
  if (header === undefined) throw unreadablePicture('not a PNG, JPEG, GIF, WebP or BMP picture');
  const { width, height } = header;
  if (width === 0 || height === 0) throw unreadablePicture('the picture has no size');
  if (width * height > MOST_PIXELS || Math.max(width, height) > LONGEST_SIDE) {
    throw unreadablePicture(`the picture is too large: ${width} × ${height} pixels`);
  }
  return header;
}
