import { AppError } from '../../ports/errors.ts';

/** Signs that a file is not text whatever its name says. */
const MAGIC: readonly (readonly number[])[] = [
  [0x50, 0x4b, 0x03, 0x04],
  [0x25, 0x50, 0x44, 0x46],
  [0xd0, 0xcf, 0x11, 0xe0],
  [0x89, 0x50, 0x4e, 0x47],
  [0xff, 0xd8, 0xff],
  [0x1f, 0x8b],
];

function startsWith(bytes: Uint8Array, prefix: readonly number[]): boolean {
  return prefix.every((byte, index) => bytes[index] === byte);
}

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Text of a file in UTF-8, UTF-16 with a byte order mark, or GB18030 (what Excel writes in China), with \n line ends.
 * UNSUPPORTED_FORMAT for a file that is no text, BAD_ENCODING when no encoding fits.
 */
export function decodeText(bytes: Uint8Array): string {
  if (MAGIC.some((prefix) => startsWith(bytes, prefix))) throw new AppError('UNSUPPORTED_FORMAT');
  const utf16 = startsWith(bytes, [0xff, 0xfe]) ? 'utf-16le' : startsWith(bytes, [0xfe, 0xff]) ? 'utf-16be' : undefined;
  const text = utf16 === undefined ? (decode(bytes, 'utf-8') ?? decode(bytes, 'gb18030')) : decode(bytes, utf16);
  if (text === undefined || text.includes('\u0000')) throw new AppError('BAD_ENCODING');
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}
