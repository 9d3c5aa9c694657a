import { isQuestion } from './question.ts';

const ACKNOWLEDGEMENT =
  /^(?:好(?:的|吧|呢|嘞|滴|哒|咧|了)?|嗯+|恩+|哦+|噢+|喔+|ok|okay|行(?:的|吧)?|可以(?:的|了)?|收到(?:了)?|明白(?:了)?|知道(?:了|啦)?|了解(?:了)?|懂了|谢谢(?:你|您|啊|啦|哈|亲|老板|客服)?|谢了|多谢|感谢|谢|3q|thx|thanks|辛苦(?:了|啦)?|麻烦(?:了|你了|您了)|不客气|没事(?:了)?|没问题(?:了)?|解决了|好了|拜拜|再见|晚安|早安|88|哈+|嘿+|呵呵|嘻嘻|赞|棒|对|是(?:的|啊)?|嗯嗯|先这样|就这样|不用了|亲|么么哒|[\p{Extended_Pictographic}\ufe0f\u200d]+|\[[\p{Script=Han}\p{Script=Latin}]{1,4}\])$/iu;
const SEPARATORS = /[\s,，.。!！~～、;；…^_-]+/u;

export interface Silence {
  /** The customer's lines of this turn. */
  readonly lines: readonly string[];
  /** What we said last, model or operator; null when nothing. */
  readonly lastOurs: string | null;
  /** A clarify question of ours is open: whatever comes is its answer. */
  readonly clarifyOpen: boolean;
}

/** Whether 谢谢, 嗯, 好的 and their like are all that was said, and answer no question of ours. */
export function noReplyNeeded({ lines, lastOurs, clarifyOpen }: Silence): boolean {
  if (clarifyOpen || lastOurs === null || isQuestion(lastOurs)) return false;
  const pieces = lines.flatMap((line) => line.normalize('NFKC').split(SEPARATORS)).filter((piece) => piece !== '');
  return pieces.length > 0 && pieces.every((piece) => ACKNOWLEDGEMENT.test(piece));
}
