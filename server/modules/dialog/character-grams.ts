import { normaliseText } from '../knowledge/tokens.ts';

const LONGEST = 3;
const MASKS = /\[(?:订单|号码|数字|图片|姓名|地址|电话|日期|时间|金额|链接)[^\]]*\]/gu;
const DIGITS = /\d+(?:\.\d+)?/gu;
/** Kept: 12315 and its kin say a lot, other numbers only that they are numbers. */
const SPEAKING_NUMBERS = new Set(['12315', '12345', '315', '110', '119', '120']);

/** Text with its punctuation as one mark and its numbers as their length, so that only what was said counts. */
function plain(text: string): string[] {
  const said = normaliseText(text)
    .replace(MASKS, '#')
    .replace(DIGITS, (digits) => (SPEAKING_NUMBERS.has(digits) ? digits : digits.length > 2 ? '9' : '1'))
    .replace(/[?？]+/gu, '?')
    .replace(/[^\p{L}\p{N}#?]+/gu, ' ')
    .trim();
  return ['^', ...Array.from(said), '$'];
}

/** Pieces of one to three characters of a line, with marks for its beginning and end. About 10 µs a line; no segmenter. */
export function characterGrams(text: string): string[] {
  const characters = plain(text);
  const grams: string[] = [];
  for (let start = 0; start < characters.length; start += 1) {
    let gram = '';
    for (let end = start; end < Math.min(characters.length, start + LONGEST); end += 1) {
      gram += characters[end] ?? '';
      grams.push(gram);
    }
  }
  return grams;
}
