import { sentencesOf } from '../answer/bubbles.ts';
import { isQuestion } from './question.ts';

/** Thanks, farewells and laughter: they answer nothing. */
const COURTESY =
  /^(?:谢谢(?:你们?|您|啊|啦|哈|亲|老板|客服|了)*|谢了|谢啦|多谢|感谢|谢+|3q|thx|thanks?|辛苦(?:了|啦)?|麻烦(?:了|你了|您了)|不客气|拜拜?|再见|晚安|早安|88|哈+|嘿+|呵呵|嘻嘻|赞|棒|好棒|亲|么么哒|爱你|生活愉快|[\p{Extended_Pictographic}\ufe0f\u200d]+|\[[\p{Script=Han}\p{Script=Latin}]{1,4}\])$/iu;
/** Assent and knowledge taken: an answer when we had asked. */
const ASSENT =
  /^(?:好(?:的|吧|呢|嘞|滴|哒|咧|了|呀|啊)*|嗯+(?:呢|哪|啊)?|恩+|哦+|噢+|喔+|ok+|okay|行(?:的|吧|啊)?|可以(?:的|了)?|收到(?:了|啦)?|明白(?:了|啦)?|知道(?:了|啦)?|晓得了|了解(?:了)?|懂了|没事(?:了|啦)?|没问题(?:了)?|解决了|搞定了|好了|对(?:的|呀)?|是(?:的|啊|呢)?|先这样|就这样(?:吧)?|不用(?:了|啦)?|没有?了|原来如此)$/iu;
const SEPARATORS = /[\s,，.。!！~～、;；…^_-]+/u;
/** 还有什么可以帮您? asks for nothing that 没有了 would not settle. */
const CLOSING_QUESTION =
  /还有(?:什么|其他|别的|啥)|还需要(?:什么|其他|别的)|(?:可以|能)(?:再)?(?:帮|为)(?:到)?您(?:的|什么|做)|请问(?:还|需要什么)|有什么(?:可以|能)帮/u;

export interface Silence {
  /** The customer's lines of this turn. */
  readonly lines: readonly string[];
  /** What we said last, model or operator; null when nothing. */
  readonly lastOurs: string | null;
  /** A clarify question of ours is open: whatever comes is its answer. */
  readonly clarifyOpen: boolean;
}

/** Whether 谢谢, 嗯, 好的 and their like are all that was said; 好的 is more when it answers a question of ours. */
export function noReplyNeeded({ lines, lastOurs, clarifyOpen }: Silence): boolean {
  if (clarifyOpen || lastOurs === null) return false;
  const pieces = lines.flatMap((line) => line.normalize('NFKC').split(SEPARATORS)).filter((piece) => piece !== '');
  if (pieces.length === 0) return false;
  if (!pieces.every((piece) => COURTESY.test(piece) || ASSENT.test(piece))) return false;
  return pieces.every((piece) => COURTESY.test(piece)) || !asksSomething(lastOurs);
}

/** Whether our last sentence asked for an answer. */
function asksSomething(ours: string): boolean {
  const last = sentencesOf(ours.trim()).at(-1) ?? '';
  return isQuestion(last) && !CLOSING_QUESTION.test(last);
}
