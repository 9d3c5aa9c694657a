import type { PastLine } from './window.ts';

/** What speaks for or against another matter in a line, each 0–1. */
export type TopicFeatures = Readonly<Record<TopicFeature, number>>;
export type TopicFeature =
  | 'signal'
  | 'acknowledges'
  | 'closedBefore'
  | 'lastAcknowledges'
  | 'unanswered'
  | 'sharedPairs'
  | 'anyShared'
  | 'sharedCharacters'
  | 'newCharacters'
  | 'newUnasked'
  | 'length'
  | 'relativeLength'
  | 'relativeNew'
  | 'usualLength'
  | 'pointsBack'
  | 'elliptic'
  | 'asked'
  | 'givesNumber';

/** 对了, 另外, 还有个问题 at the beginning of a line. */
const SIGNAL =
  /^.{0,4}?(?:对了|另外|还有[个件就啊]|还有一[个件]|换个问题|再问|顺便|不说这个|话说|还想|再请教|再咨询|还要[问咨]|[诶哎对]对?啦?了|问个别的|别的事|说个事|再麻烦|跟你说个)/u;
const ACKNOWLEDGEMENT =
  /^\P{L}*(?:(?:嗯+|呃|哦+|噢|好+|好的|好嘞|好吧|行+|行吧|对+|是|是的|谢谢|谢了|多谢|辛苦|可以|知道了|明白|懂了|收到|没有|没事|不用|啊|唉|喂|呀|了|的|吧|再见|拜拜|ok|哈+|亲|您|你|老师|麻烦|感谢|先这样|就这样|那|没问题|太好了|棒|\[.{1,4}\])\P{L}*)+$/iu;
/** 那, 这个, 刚才 lean on what was said. */
const POINTS_BACK =
  /^(?:那|这|它|他|她|其中|刚才|刚刚|上面|前面|第[一二三]|前者|后者|如果|要是|不过|但是|可是|所以|因为|就是|然后|也|还|都|才)/u;
/** 11kw的呢 changes a detail. */
const ELLIPTIC = /^.{1,8}(?:呢|吗|嘛|不)[?？]?$/u;
const ASKS = /[?？]|吗$|呢$|多少$|哪|发一下|报一下|提供|几/u;
/** Characters that every line holds. */
const COMMON = new Set('的了吗呢啊我你您们是有不在要这那个一可以么怎什吧就也都还没想能会好到给说');
const CONTEXT_LINES = 6;
const SEVERAL = 4;
const LONG = 10;
/** A customer's usual line when none is known. */
const USUAL_LENGTH = 8;
const USUAL_NEW = 3;

interface SaidBefore {
  readonly characters: ReadonlySet<string>;
  readonly pairs: ReadonlySet<string>;
}

/** Features of a customer's text after the lines of a session, oldest first; history is not empty. */
export function topicFeatures(text: string, history: readonly PastLine[]): TopicFeatures {
  const last = history.at(-1);
  const answer = last !== undefined && last.role !== 'customer' ? last.content : '';
  const own = history.filter(({ role }) => role === 'customer').map(({ content }) => content);
  const before = saidIn(history.slice(-CONTEXT_LINES));
  const pairs = [...pairsOf(text)];
  const characters = [...charactersOf(text)];
  const fresh = characters.filter((character) => !before.characters.has(character)).length;
  const shared = pairs.filter((pair) => before.pairs.has(pair)).length;
  const length = lettersOf(text).length;
  const usual = usualLine(history);
  const asked = flag(ASKS.test(answer));
  return {
    signal: flag(SIGNAL.test(text)),
    acknowledges: flag(ACKNOWLEDGEMENT.test(text)),
    closedBefore: flag(ACKNOWLEDGEMENT.test(own.at(-1) ?? '')),
    lastAcknowledges: flag(answer !== '' && ACKNOWLEDGEMENT.test(answer)),
    unanswered: flag(answer === ''),
    sharedPairs: shared / Math.max(1, pairs.length),
    anyShared: flag(shared > 0),
    sharedCharacters: (characters.length - fresh) / Math.max(1, characters.length),
    newCharacters: Math.min(fresh, SEVERAL) / SEVERAL,
    newUnasked: asked === 1 ? 0 : Math.min(fresh, SEVERAL) / SEVERAL,
    length: Math.min(length, LONG) / LONG,
    relativeLength: Math.min(length / (usual.length + 2), 2) / 2,
    relativeNew: Math.min(fresh / (usual.fresh + 1), 2) / 2,
    usualLength: Math.min(usual.length, 2 * LONG) / (2 * LONG),
    pointsBack: flag(POINTS_BACK.test(text)),
    elliptic: flag(ELLIPTIC.test(text)),
    asked,
    givesNumber: flag(/\d/.test(text) && text.length < 12),
  };
}

function flag(fact: boolean): 0 | 1 {
  return fact ? 1 : 0;
}

function lettersOf(text: string): string {
  return text.replace(/[^\p{L}\p{N}]/gu, '');
}

function charactersOf(text: string): Set<string> {
  return new Set(Array.from(text.replace(/[^\p{L}]/gu, '')).filter((character) => !COMMON.has(character)));
}

function pairsOf(text: string): Set<string> {
  const letters = lettersOf(text);
  const pairs = new Set<string>();
  for (let at = 0; at + 1 < letters.length; at += 1) pairs.add(letters.slice(at, at + 2));
  return pairs;
}

function saidIn(lines: readonly PastLine[]): SaidBefore {
  const characters = new Set<string>();
  const pairs = new Set<string>();
  for (const { content } of lines) {
    for (const character of charactersOf(content)) characters.add(character);
    for (const pair of pairsOf(content)) pairs.add(pair);
  }
  return { characters, pairs };
}

/** How long this customer's last lines were and how much new each said. */
function usualLine(history: readonly PastLine[]): { length: number; fresh: number } {
  const lengths: number[] = [];
  const news: number[] = [];
  for (let at = history.length - 1; at >= 0 && lengths.length < CONTEXT_LINES; at -= 1) {
    const line = history[at];
    if (line?.role !== 'customer') continue;
    const before = saidIn(history.slice(Math.max(0, at - CONTEXT_LINES), at));
    lengths.push(lettersOf(line.content).length);
    news.push([...charactersOf(line.content)].filter((character) => !before.characters.has(character)).length);
  }
  if (lengths.length === 0) return { length: USUAL_LENGTH, fresh: USUAL_NEW };
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { length: mean(lengths), fresh: mean(news) };
}
