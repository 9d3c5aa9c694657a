import { AppError } from '../../ports/errors.ts';

/** A text with more of these is a program's data with a wrong name; a stray one is dropped. */
const MOST_NULS = 0.01;
/** Bytes that are looked at to tell UTF-16 without a byte order mark. */
const SAMPLE = 4096;

function decode(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** UTF-16 by the zero bytes that line ends and digits have on one side only. */
function looksLikeUtf16(bytes: Uint8Array): string | undefined {
  const zeros = [0, 0];
  const end = Math.min(bytes.length, SAMPLE) & ~1;
  for (let at = 0; at < end; at += 1) if (bytes[at] === 0) zeros[at & 1] = (zeros[at & 1] ?? 0) + 1;
  const [first = 0, second = 0] = zeros;
  if (bytes.length % 2 !== 0 || Math.max(first, second) < Math.max(2, end / 64)) return undefined;
  if (first === 0) return 'utf-16le';
  return second === 0 ? 'utf-16be' : undefined;
}

function byMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : undefined;
}

function withoutNuls(text: string): string {
  if (!text.includes('\u0000')) return text;
  const rest = text.replaceAll('\u0000', '');
  if (text.length - rest.length > text.length * MOST_NULS) throw new AppError('BAD_ENCODING');
  return rest;
}

function decodeUnmarked(bytes: Uint8Array, declared: string | undefined): string | undefined {
  const utf8 = decode(bytes, 'utf-8');
  // Chinese in UTF-16 is no UTF-8; plain Latin letters in UTF-16 are, every other byte being zero.
  if (utf8 !== undefined && (!utf8.includes('\u0000') || /[^\p{ASCII}]/u.test(utf8))) return utf8;
  const utf16 = looksLikeUtf16(bytes);
  if (utf16 !== undefined) return decode(bytes, utf16);
  return utf8 ?? (declared === undefined ? undefined : decode(bytes, declared)) ?? decode(bytes, 'gb18030');
}

/**
 * Text of a file in UTF-8, UTF-16, the `declared` encoding, or GB18030 (what Excel writes in China), with \n line ends.
 * BAD_ENCODING when none fits.
 */
export function decodeText(bytes: Uint8Array, declared?: string): string {
  const marked = byMark(bytes);
  const text = marked === undefined ? decodeUnmarked(bytes, declared) : decode(bytes, marked);
  if (text === undefined) throw new AppError('BAD_ENCODING');
  return withoutNuls(text)
    .replace(/^\uFEFF/u, '')
    .replace(/\r\n?/gu, '\n');
}
