import type { ChunkTokens, QueryTerm, SearchQuery } from '../../ports/search.ts';
import { type Lexicon, lexiconFrom, type LexiconSettings } from './lexicon.ts';
import { toSimplified } from './simplified-chinese.ts';
import { DEFAULT_SYNONYMS, type SynonymTable } from './synonyms.ts';
import { slipsIn } from './typing-slips.ts';

/** Stored beside a chunk's tokens; tokens of another version are made again before they are indexed. */
export const TOKENS_VERSION = 1;

/** Measured on the seven written sets: a filler helps a little to order questions and only misleads in running text. */
const FILLER_WEIGHT = 0.85;
const SYNONYM_WEIGHT = 0.8;
/** A Chinese word is several tokens, its characters, its pairs and itself; a Latin word or a number is one and counts as much. */
const WHOLE_WEIGHT = 2;
/** A code is what the question is about. */
const CODE_WEIGHT = 4;
/** A tenant's own synonym is as good as the word, but more tokens come of it. */
const OWN_SYNONYM_WEIGHT = 0.7;
/** Characters of a word that everybody says otherwise. */
const LONGEST_SYNONYM = 8;

const RUNS = /\p{Script=Han}+|[\p{L}\p{N}]+(?:[.\-_/][\p{L}\p{N}]+)*/gu;
const HAN = /^\p{Script=Han}/u;
/** Splits a mixed run such as 7kw充电桩, which \p{L} takes in one piece. */
const PIECES = /\p{Script=Han}+|[^\p{Script=Han}]+/gu;
const WHOLE = /^(?:\p{Script=Latin}{2}|\d)/u;
/** Letters and digits together: E03, 7kw, kf-350. */
const CODE = /^(?=.*\p{Script=Latin})(?=.*\d)/u;
/** A number and its Latin unit are one token however they are spaced: 7 kW = 7kw. */
const SPACED_UNIT = /(\d)\s+(kwh|kw|kva|kg|km|cm|mm|ml|gb|mb|hz|ah|[vawgmlt])(?![\p{L}\p{N}])/gu;
const CHINESE_UNITS: readonly (readonly [RegExp, string])[] = [
  [/(\d)\s*千瓦时/gu, '$1kwh'],
  [/(\d)\s*千瓦/gu, '$1kw'],
  [/(\d)\s*(?:公斤|千克)/gu, '$1kg'],
  [/(\d)\s*厘米/gu, '$1cm'],
  [/(\d)\s*毫米/gu, '$1mm'],
  [/(\d)\s*(?:公里|千米)/gu, '$1km'],
  [/(\d)\s*伏特?/gu, '$1v'],
  [/(\d)\s*安培/gu, '$1a'],
];

const words = new Intl.Segmenter('zh', { granularity: 'word' });

/** One spelling for the same text: NFKC, lower case, simplified characters, units joined to their numbers. */
export function normaliseText(text: string): string {
  let result = toSimplified(text.normalize('NFKC').toLowerCase()).replace(SPACED_UNIT, '$1$2');
  if (/\d/.test(result)) for (const [unit, symbol] of CHINESE_UNITS) result = result.replace(unit, symbol);
  return result;
}

function pushHan(run: string, into: string[]): void {
  const characters = Array.from(run);
  for (let index = 0; index < characters.length; index += 1) {
    const character = characters[index] ?? '';
    into.push(character);
    const next = characters[index + 1];
    if (next !== undefined) into.push(character + next);
  }
  for (const { segment } of words.segment(run)) into.push(segment);
}

function pushLatin(run: string, into: string[]): void {
  into.push(run);
  const parts = run.split(/[.\-_/]/);
  // 6204-2RS is typed as 6204 2rs too; 12.5 stays one number.
  if (parts.length > 1 && !/^[\d.]+$/.test(run)) into.push(...parts);
}

/** Names of the groups that a text touches, by its longest words. */
function groupsIn(text: string, table: SynonymTable, longest = LONGEST_SYNONYM): string[] {
  const found: string[] = [];
  let index = 0;
  while (index < text.length) {
    let length = Math.min(longest, text.length - index);
    let names: readonly string[] | undefined;
    while (length > 0 && (names = table.get(text.slice(index, index + length))) === undefined) length -= 1;
    if (names) found.push(...names);
    index += Math.max(1, length);
  }
  return found;
}

/**
 * Tokens of a text, repeats kept: Chinese words, single characters and pairs of characters; Latin and digit runs whole
 * (E03 is not E003); `~word` for each synonym group it touches.
 */
export function tokenise(text: string): string[] {
  const normal = normaliseText(text);
  const tokens: string[] = [];
  for (const [run] of normal.matchAll(RUNS)) {
    for (const [piece] of run.matchAll(PIECES)) {
      if (HAN.test(piece)) pushHan(piece, tokens);
      else pushLatin(piece.replace(/^[.\-_/]+|[.\-_/]+$/g, ''), tokens);
    }
  }
  tokens.push(...groupsIn(normal, DEFAULT_SYNONYMS));
  return tokens;
}

/** Tokens of a passage by field, to be stored with it. */
export function chunkTokens(passage: { question: string; answer: string; phrasings: readonly string[] }): ChunkTokens {
  return {
    question: tokenise(passage.question),
    answer: tokenise(passage.answer),
    phrasings: passage.phrasings.map((phrasing) => tokenise(phrasing)),
  };
}

/** Politeness before what is asked; 你好 only with a pause behind it, since 你好笨 greets nobody. */
const OPENER =
  /^(?:(?:您好|你好|哈喽|在吗|亲)[\s,.。!?~、]+|(?:麻烦|打扰)?(?:我想|想)?(?:请问|请教|问|咨询)(?:一?下|下)[\s,.。!?~、]*|请问[\s,.。!?~、]*)+(?=\S{2})/u;

const NO_SETTINGS: LexiconSettings = { synonyms: [], fillers: [] };

/** What words mean to a tenant. */
export function lexiconOf(settings: LexiconSettings): Lexicon {
  return lexiconFrom(settings, normaliseText);
}

export const DEFAULT_LEXICON: Lexicon = lexiconOf(NO_SETTINGS);

/** Tokens of the words that a tenant says instead of those of the question; single characters would say too little. */
function ownSynonyms(
  text: string,
  { groups, words: members }: Lexicon,
  known: ReadonlyMap<string, number>,
): QueryTerm[] {
  const longest = Math.max(0, ...Array.from(groups.keys(), (word) => word.length));
  const others = groupsIn(text, groups, longest).flatMap((name) => members.get(name) ?? []);
  const tokens = new Set(others.filter((word) => !text.includes(word)).flatMap(tokenise));
  return Array.from(tokens)
    .filter((token) => token.length > 1 && !token.startsWith('~') && !known.has(token))
    .map((token) => ({ token, repeats: 1, weight: OWN_SYNONYM_WEIGHT, answerWeight: OWN_SYNONYM_WEIGHT }));
}

/** Tokens that a question has only because of the tenant's phrases that ask nothing. */
function tokensOfPhrases(asked: string, { phrases }: Lexicon, tokens: Iterable<string>): ReadonlySet<string> {
  const rest = phrases.reduce((text, phrase) => text.replaceAll(phrase, ' '), asked);
  if (rest === asked) return new Set();
  const left = new Set(tokenise(rest));
  return new Set(Array.from(tokens).filter((token) => !left.has(token)));
}

/** A question in its one spelling, without politeness before it. */
function askedIn(text: string): string {
  return normaliseText(text).trim().replace(OPENER, '');
}

/** E03 and kf-350 are codes, 7kw is a quantity. */
function exactness(token: string): QueryTerm['exact'] | undefined {
  if (!CODE.test(token)) return undefined;
  return /^\d/u.test(token) ? 'quantity' : 'code';
}

function weightOf(token: string, code: boolean): number {
  if (token.startsWith('~')) return SYNONYM_WEIGHT;
  return code ? CODE_WEIGHT : WHOLE.test(token) ? WHOLE_WEIGHT : 1;
}

/** Terms of a question with what each counts; the order of the question is kept, the tenant's own synonyms stand last. */
export function queryTerms(text: string, lexicon: Lexicon = DEFAULT_LEXICON): QueryTerm[] {
  const asked = askedIn(text);
  const repeats = new Map<string, number>();
  for (const token of tokenise(asked)) repeats.set(token, (repeats.get(token) ?? 0) + 1);
  const idle = tokensOfPhrases(asked, lexicon, repeats.keys());
  const terms = Array.from(repeats, ([token, count]) => {
    const filler = lexicon.fillers.has(token) || idle.has(token);
    const exact = exactness(token);
    const weight = filler ? FILLER_WEIGHT : weightOf(token, exact !== undefined);
    return { token, repeats: count, weight, answerWeight: filler ? 0 : weight, ...(exact && { exact }) };
  });
  return [...terms, ...ownSynonyms(asked, lexicon, repeats)];
}

/** What a search takes of a question's words: its terms, and the slips that may be in them. */
export function queryWords(text: string, lexicon?: Lexicon): Pick<SearchQuery, 'terms' | 'slips'> {
  return { terms: queryTerms(text, lexicon), slips: slipsIn(askedIn(text)) };
}
