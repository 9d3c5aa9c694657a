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

/** Letters, digits, marks and line ends as texts are made of; what stands here by chance is mostly none of them. */
const USUAL = /[\n\r\t -~\p{Script=Han}\u2010-\u203b\u3000-\u303f\uff00-\uffef]/gu;
/** Share of usual characters from which a guess is believed. */
const BELIEVED = 0.95;

function usualShare(text: string): number {
  return (text.match(USUAL)?.length ?? 0) / Math.max(1, text.length);
}

/** UTF-16 without a mark: the zero bytes of line ends and digits give it away, and in one order it reads as text. */
function guessedUtf16(bytes: Uint8Array): string | undefined {
  const sample = bytes.subarray(0, SAMPLE);
  if (bytes.length % 2 !== 0 || !sample.includes(0)) return undefined;
  const guesses = ['utf-16le', 'utf-16be'].map((encoding) => ({
    encoding,
    share: usualShare(new TextDecoder(encoding).decode(sample)),
  }));
  const best = guesses.reduce((one, other) => (other.share > one.share ? other : one));
  return best.share >= BELIEVED ? best.encoding : undefined;
}

/** Characters that half of a text in GB18030 is made of lie in these rows; Big5 keeps its usual ones elsewhere. */
const GB_USUAL = { from: 0xb0, to: 0xd7, second: 0xa1 };
const BIG5_USUAL = { from: 0xa4, to: 0xc6 };

/** Big5, as Hong Kong and Taiwan write, when its usual characters are far more than those of GB18030. */
function guessedBig5(bytes: Uint8Array): boolean {
  let [pairs, mainland, taiwan] = [0, 0, 0];
  for (let at = 0; at + 1 < Math.min(bytes.length, SAMPLE * 4); at += 1) {
    const [first = 0, second = 0] = [bytes[at], bytes[at + 1]];
    if (first < 0x80) continue;
    // Below these rows both keep their marks.
    if (first >= BIG5_USUAL.from) pairs += 1;
    if (first >= GB_USUAL.from && first <= GB_USUAL.to && second >= GB_USUAL.second) mainland += 1;
    if (first >= BIG5_USUAL.from && first <= BIG5_USUAL.to) taiwan += 1;
    at += 1;
  }
  return pairs > 8 && taiwan > pairs * 0.8 && mainland < pairs * 0.5;
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
  const utf16 = guessedUtf16(bytes);
  if (utf16 !== undefined) return decode(bytes, utf16);
  const told = utf8 ?? (declared === undefined ? undefined : decode(bytes, declared));
  return told ?? (guessedBig5(bytes) ? decode(bytes, 'big5') : undefined) ?? decode(bytes, 'gb18030');
}

/**
 * Text of a file in UTF-8, UTF-16, the `declared` encoding, GB18030 (what Excel writes in China) or Big5, with \n line ends.
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
