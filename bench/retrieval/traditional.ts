import { toSimplified } from '../../server/modules/knowledge/simplified-chinese.ts';

const FIRST = 0x4e00;
const LAST = 0x9fff;

/** For each simplified character the first traditional one that becomes it. */
const TRADITIONAL = new Map<string, string>();
for (let code = FIRST; code <= LAST; code += 1) {
  const character = String.fromCharCode(code);
  const simplified = toSimplified(character);
  if (simplified !== character && !TRADITIONAL.has(simplified)) TRADITIONAL.set(simplified, character);
}

/** Writes a text in traditional characters. */
export function toTraditional(text: string): string {
  let result = '';
  for (const character of text) result += TRADITIONAL.get(character) ?? character;
  return result;
}
