import { homophonesOf } from './homophones.ts';

const PAIR = /^\p{Script=Han}{2}$/u;

/**
 * Pairs of characters that a pair may have been meant for: one of the same sound in the place of either, or the two
 * swapped. Undefined for what is no pair of Chinese characters.
 */
export function slipsOf(token: string): string[] | undefined {
  if (!PAIR.test(token)) return undefined;
  const [first = '', second = ''] = token;
  return [
    second + first,
    ...Array.from(homophonesOf(first), (other) => other + second),
    ...Array.from(homophonesOf(second), (other) => first + other),
  ];
}
