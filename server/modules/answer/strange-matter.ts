import type { Claim } from './claim.ts';
import { letters } from './name-claims.ts';

/** Manners of an answer, which rest on nothing. */
const MANNERS =
  /您好|你好|感谢|谢谢|抱歉|不好意思|对不起|如有|如果(?:您)?还有|欢迎|祝您|很高兴|麻烦|稍等|请问|随时|联系(?:我们|客服|人工)|帮您|帮助|咨询|建议|希望|理解|放心|明白|确认一下|具体(?:情况|以)|请您?(?:提供|告诉|说明|参考|注意|核对)|以上|方便/u;
const LEAST_LETTERS = 12;
/** Shares of a sentence's characters and pairs of characters that evidence must hold; reworded evidence holds far more. */
const LEAST_CHARACTERS = 0.45;
const LEAST_PAIRS = 0.12;

/** A longer sentence that shares next to nothing with its ground speaks of something else. `ground` is its letters only. */
export function strangeMatter(sentence: string, ground: string): Claim[] {
  const said = letters(sentence).replace(/\d+/gu, '');
  if (said.length < LEAST_LETTERS || MANNERS.test(sentence)) return [];
  let pairs = 0;
  let characters = 0;
  for (let at = 0; at < said.length; at += 1) {
    if (ground.includes(said.charAt(at))) characters += 1;
    if (at + 1 < said.length && ground.includes(said.slice(at, at + 2))) pairs += 1;
  }
  const strange = pairs / (said.length - 1) < LEAST_PAIRS && characters / said.length < LEAST_CHARACTERS;
  return strange ? [{ kind: 'matter', text: sentence.trim(), keys: [] }] : [];
}
