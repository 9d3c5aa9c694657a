import { isQuestion } from './question.ts';
import { noReplyNeeded } from './no-reply-needed.ts';

/** A question made to stand on its own. */
export interface StandaloneQuestion {
  /** What to search for. */
  readonly text: string;
  /**
   * none: it says enough; swapped: 6205呢 after 6204还有库存吗 is 6205还有库存吗; joined: put behind what it refers to;
   * doubtful: short, but it may be enough: searched on its own first, and together with `before` when that finds little.
   */
  readonly way: 'none' | 'swapped' | 'joined' | 'doubtful';
  /** What it may refer to; null when nothing was said before. */
  readonly before: string | null;
}

/** Longest text that is taken for a follow-up, in characters. */
const LONGEST = 16;
/** Characters that are kept of what a follow-up refers to. */
const LONGEST_MATTER = 48;
/** Characters of content from which a framed text (那…, …呢) stands on its own, and a bare one. */
const ENOUGH_FRAMED = 4;
const ENOUGH_BARE = 4;

const FRAME = /^(?:哦|噢|嗯|喔|好)?\s*(?:那么?|然后|还有|换成|换(?=\d|[SMLX])|改成|如果是?|要是|假如)/u;
const ASKING_END = /(?:的话|的)?(?:呢|咧|呐)\s*[?？~。！!]*$/u;
/** It stands for a thing; 这个产品 names it. */
const POINTING =
  /^(?:它|[这那](?:个|款|种|样|台|件|双|套|些|边)?)(?!\p{Script=Han}{0,3}(?:桩|机|泵|锅|灯|车|鞋|衣|班|仪))|上面(?:说)?的|刚才(?:说)?的/u;
const EMPTY_WORDS =
  /(?:为什么|为啥|怎么样|怎样|怎么|咋样|咋|如何|什么时候|什么|啥时候|啥|哪里|哪儿|哪个|哪款|哪|多少钱|多少|多久|多长时间|多长|几天|几点|几|吗|呢|么|嘛|吧|啊|呀|哦|哈|了|的|请问|想问|问下|一下|你们|我们|您|你|我|它|这个|那个|这款|那款|这|那|能不能|可不可以|可以|能|会|要|是|有|都|也|还|就|大概|一般|需要|行|不)/gu;

/** Things that can change places with their like. */
const LIKE_WITH_LIKE: readonly RegExp[] = [
  /\d+(?:\.\d+)?\s*(?:kwh|kw|kva|kg|km|cm|mm|ml|gb|mb|ah|hz|[vawgl](?![a-z]))/iu,
  /(?<![a-z0-9])[a-z]+-?\d+[a-z0-9-]*(?![a-z0-9])/iu,
  /(?<![a-z0-9])(?:x{0,3}[sl]|m)(?![a-z0-9])码?/iu,
  /(?:[红黑白蓝绿黄灰紫粉棕]|米|咖啡|银|金|橙)色/u,
  /[\d零一二两三四五六七八九十百千万半]+(?:楼|层|人|位|寸|米|吨|年|个月|天|台|套|箱|件|兆|升|斤|级|月|号|码|次|小时|分钟)/u,
  /(?<![\d.a-z])\d{2,}(?![\d.a-z])/iu,
];

/**
 * The question as it would be asked on its own. `before` are the customer's lines of the same matter, oldest first; each is
 * itself read with what came before it, so that 那11kw的呢 after 超出的呢 still knows the product.
 */
export function standaloneQuestion(question: string, before: readonly string[]): StandaloneQuestion {
  let matter: string | null = null;
  for (const line of before) {
    if (says(line)) matter = resolve(line, matter).text;
  }
  return resolve(question, matter);
}

const OPTION = /「([^「」]+)」/gu;
const CHOICES: readonly RegExp[] = [/^(?:第?一|1|a|前(?:者|面)?)/iu, /^(?:第?二|2|b)/iu, /^(?:第?三|3|c)/iu];
const YES = /^(?:是的?|对的?|嗯+|就是|没错|好的?)[。.!！~]*$/u;
const LAST_CHOICE = /^(?:后(?:者|面)?|最后)/u;
const LONGEST_CHOICE = 6;

/** What 第二个 or 前者 picks from a clarify question of ours that named its options in 「」; null when it picks none. */
export function chosenOption(answer: string, clarifyQuestion: string): string | null {
  const said = answer.normalize('NFKC').trim();
  const options = Array.from(clarifyQuestion.matchAll(OPTION), ([, option = '']) => option);
  if (said.length > LONGEST_CHOICE || options.length === 0) return null;
  if (options.length > 1 && LAST_CHOICE.test(said)) return options.at(-1) ?? null;
  const choice = CHOICES.findIndex((pattern) => pattern.test(said));
  return options[choice] ?? (options.length === 1 && YES.test(said) ? (options[0] ?? null) : null);
}

/** 嗯 and 谢谢 name no matter. */
function says(line: string): boolean {
  return !noReplyNeeded({ lines: [line], lastOurs: '', clarifyOpen: false });
}

function resolve(question: string, before: string | null): StandaloneQuestion {
  const way = before === null ? 'none' : wayOf(question);
  if (before === null || way === 'none') return { text: question, way: 'none', before };
  const swapped = way === 'joined' ? swapLike(before, question) : null;
  if (swapped !== null) return { text: swapped, way: 'swapped', before };
  return way === 'joined' ? { text: joined(before, question), way, before } : { text: question, way, before };
}

function wayOf(question: string): 'none' | 'joined' | 'doubtful' {
  const said = question.normalize('NFKC').trim();
  if (said.length > LONGEST) return 'none';
  const framed = FRAME.test(said) || ASKING_END.test(said);
  const content = contentLength(said);
  if (framed) return content < ENOUGH_FRAMED || ASKING_END.test(said) ? 'joined' : 'doubtful';
  if (POINTING.test(said) && isQuestion(said)) return content < ENOUGH_FRAMED ? 'joined' : 'doubtful';
  if (content <= 1 && isQuestion(said)) return 'joined';
  return content < ENOUGH_BARE && isQuestion(said) ? 'doubtful' : 'none';
}

/** Chinese characters and Latin or digit runs that are no question word, pronoun or particle. */
function contentLength(text: string): number {
  const content = text.replace(FRAME, '').replace(EMPTY_WORDS, '');
  return (content.match(/\p{Script=Han}|[\p{Script=Latin}\d.]+/gu) ?? []).length;
}

/** What a question and a short one behind it ask together; of a long chain of them the end. */
export function joined(before: string, question: string): string {
  const matter = before.trim().replace(/[?？。.!！~，,]+$/u, '');
  const recent =
    matter.length <= LONGEST_MATTER ? matter : matter.slice(matter.indexOf(' ', -LONGEST_MATTER + matter.length) + 1);
  return `${recent} ${question.trim()}`;
}

/** The question before with its like in place of what it asked about; null when the text names more than that, or no like. */
function swapLike(before: string, question: string): string | null {
  for (const pattern of LIKE_WITH_LIKE) {
    const now = pattern.exec(question)?.[0];
    const then = pattern.exec(before)?.[0];
    if (now === undefined || then === undefined || unitOf(now) !== unitOf(then)) continue;
    return contentLength(question.replace(now, '')) === 0 ? before.replace(then, now) : null;
  }
  return null;
}

function unitOf(thing: string): string {
  return thing
    .toLowerCase()
    .replace(/[\d.\s零一二两三四五六七八九十百千万半]+/gu, '#')
    .replace(/^[a-z]+-?#.*/u, 'code')
    .replace(/^(?:x{0,3}[sl]|m)码?$/u, 'size')
    .replace(/^.+色$/u, 'colour');
}
