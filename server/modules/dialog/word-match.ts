import { toSimplified } from '../knowledge/simplified-chinese.ts';
import type { GuardedWord } from './words.ts';

/** A word found in a text. */
export interface WordHit {
  readonly word: string;
  /** Where it begins in the normalised text. */
  readonly at: number;
}

/** Finds words of its list, in order of appearance; longer ones before shorter ones that begin at the same place. */
export type WordMatcher = (text: string) => readonly WordHit[];

interface Node {
  readonly next: Map<string, Node>;
  /** The word that ends here; an innocent phrase has null. */
  word?: string | null;
}

const words = new Intl.Segmenter('zh', { granularity: 'word' });
const LATIN = /[\p{Script=Latin}\d]/u;

/** NFKC, lower case, simplified: the same form for words and texts. */
function fold(text: string): string {
  return toSimplified(text.normalize('NFKC').toLowerCase());
}

/**
 * Compiles a list of words. A word does not count inside one of its innocent phrases, inside a longer word of the
 * dictionary (差 in 差不多, 人工 in 人工智能) or inside a longer run of Latin letters or digits. Lines without any of
 * the words cost one walk over their characters; only a hit is segmented.
 */
export function compileWords(list: readonly GuardedWord[]): WordMatcher {
  const root: Node = { next: new Map() };
  for (const { word, except } of list) {
    for (const phrase of except) {
      const end = nodeFor(root, fold(phrase));
      end.word ??= null;
    }
    nodeFor(root, fold(word)).word = fold(word);
  }
  return (text) => {
    const said = fold(text);
    const hits = rawHits(root, said);
    return hits.length === 0 ? hits : standing(said, hits);
  };
}

function nodeFor(root: Node, phrase: string): Node {
  let node = root;
  for (const character of phrase) {
    let next = node.next.get(character);
    if (next === undefined) {
      next = { next: new Map() };
      node.next.set(character, next);
    }
    node = next;
  }
  return node;
}

interface Span extends WordHit {
  readonly end: number;
  readonly innocent: boolean;
}

function rawHits(root: Node, said: string): WordHit[] {
  const spans: Span[] = [];
  for (let start = 0; start < said.length; start += 1) {
    let node: Node | undefined = root;
    for (let end = start; end < said.length && node !== undefined; end += 1) {
      node = node.next.get(said[end] ?? '');
      if (node?.word !== undefined) {
        spans.push({ word: node.word ?? '', at: start, end: end + 1, innocent: node.word === null });
      }
    }
  }
  const innocent = spans.filter((span) => span.innocent);
  return spans
    .filter((span) => !span.innocent && !innocent.some((phrase) => phrase.at <= span.at && phrase.end >= span.end))
    .filter((span, index, all) => !all.some((other, at) => at !== index && covers(other, span)))
    .map(({ word, at }) => ({ word, at }));
}

/** 人工客服 is one wish, not 人工 beside it. */
function covers(longer: Span, span: Span): boolean {
  return longer.at <= span.at && longer.end >= span.end && longer.end - longer.at > span.end - span.at;
}

function standing(said: string, hits: readonly WordHit[]): readonly WordHit[] {
  const segments = [...words.segment(said)];
  return hits.filter(({ word, at }) => {
    const end = at + word.length;
    if (LATIN.test(word[0] ?? '') && LATIN.test(said[at - 1] ?? '')) return false;
    if (LATIN.test(word.at(-1) ?? '') && LATIN.test(said[end] ?? '')) return false;
    return !segments.some(
      ({ segment, index }) => index <= at && index + segment.length >= end && segment.length > word.length,
    );
  });
}
