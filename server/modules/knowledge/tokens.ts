import type { ChunkTokens, QueryTerm } from '../../ports/search.ts';
import { toSimplified } from './simplified-chinese.ts';
import { DEFAULT_SYNONYMS, type SynonymTable } from './synonyms.ts';

/** Stored beside a chunk's tokens; tokens of another version are made again before they are indexed. */
export const TOKENS_VERSION = 1;

/** Words that change what tokens of a text count; a tenant may bring its own. */
export interface Lexicon {
  readonly fillers: ReadonlySet<string>;
  readonly synonyms: SynonymTable;
}

const FILLER_WORDS =
  '的 了 吗 呢 啊 吧 呀 哦 嗯 请 请问 你们 我 我们 你 您 一下 麻烦 哈 啦 嘛 亲 想 问 么 想问 问下 我想 我想问';

export const DEFAULT_LEXICON: Lexicon = {
  fillers: new Set(FILLER_WORDS.split(' ')),
  synonyms: DEFAULT_SYNONYMS,
};

/** Measured on the seven written sets: a filler helps a little to order questions and only misleads in running text. */
const FILLER_WEIGHT = 0.85;
const SYNONYM_WEIGHT = 0.8;
const LONGEST_SYNONYM = 8;

const RUNS = /\p{Script=Han}+|[\p{L}\p{N}]+(?:[.\-_/][\p{L}\p{N}]+)*/gu;
const HAN = /^\p{Script=Han}/u;
/** Splits a mixed run such as 7kw充电桩, which \p{L} takes in one piece. */
const PIECES = /\p{Script=Han}+|[^\p{Script=Han}]+/gu;
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

function pushSynonyms(text: string, table: SynonymTable, into: string[]): void {
  let index = 0;
  while (index < text.length) {
    let length = Math.min(LONGEST_SYNONYM, text.length - index);
    let names: readonly string[] | undefined;
    while (length > 0 && (names = table.get(text.slice(index, index + length))) === undefined) length -= 1;
    if (names) into.push(...names);
    index += Math.max(1, length);
  }
}

/**
 * Tokens of a text, repeats kept: Chinese words, single characters and pairs of characters; Latin and digit runs whole
 * (E03 is not E003); `~word` for each synonym group it touches.
 */
export function tokenise(text: string, lexicon: Lexicon = DEFAULT_LEXICON): string[] {
  const normal = normaliseText(text);
  const tokens: string[] = [];
  for (const [run] of normal.matchAll(RUNS)) {
    for (const [piece] of run.matchAll(PIECES)) {
      if (HAN.test(piece)) pushHan(piece, tokens);
      else pushLatin(piece.replace(/^[.\-_/]+|[.\-_/]+$/g, ''), tokens);
    }
  }
  pushSynonyms(normal, lexicon.synonyms, tokens);
  return tokens;
}

/** Tokens of a passage by field, to be stored with it. */
export function chunkTokens(
  passage: { question: string; answer: string; phrasings: readonly string[] },
  lexicon: Lexicon = DEFAULT_LEXICON,
): ChunkTokens {
  return {
    question: tokenise(passage.question, lexicon),
    answer: tokenise(passage.answer, lexicon),
    phrasings: passage.phrasings.map((phrasing) => tokenise(phrasing, lexicon)),
  };
}

/** Terms of a question with what each counts; the order of the question is kept. */
export function queryTerms(text: string, lexicon: Lexicon = DEFAULT_LEXICON): QueryTerm[] {
  const repeats = new Map<string, number>();
  for (const token of tokenise(text, lexicon)) repeats.set(token, (repeats.get(token) ?? 0) + 1);
  return Array.from(repeats, ([token, count]) => {
    const filler = lexicon.fillers.has(token);
    const weight = filler ? FILLER_WEIGHT : token.startsWith('~') ? SYNONYM_WEIGHT : 1;
    return { token, repeats: count, weight, answerWeight: filler ? 0 : weight };
  });
}
