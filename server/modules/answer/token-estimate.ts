const HAN = /[\p{Script=Han}\u3000-\u303f\uff00-\uffef]/gu;
const LATIN_WORDS = /[A-Za-z]+/g;
/** Digits, marks and everything else that is neither Chinese nor a Latin letter nor a blank. */
const REST = /[^\p{Script=Han}\u3000-\u303f\uff00-\uffefA-Za-z\s]/gu;
/** Tokens of one Chinese character: 0.6 with Chinese vocabularies, 1.0 with older ones; counted high, so that a budget holds. */
const PER_HAN = 0.8;
const LETTERS_PER_TOKEN = 4;
const PER_REST = 0.5;

/** Tokens a model will count for a text, estimated on the high side for Chinese; its own count is what is booked. */
export function estimateTokens(text: string): number {
  const han = count(text, HAN);
  const latin = [...text.matchAll(LATIN_WORDS)].reduce(
    (sum, [word]) => sum + Math.ceil(word.length / LETTERS_PER_TOKEN),
    0,
  );
  return Math.ceil(han * PER_HAN + latin + count(text, REST) * PER_REST);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
