import { type SynonymTable, synonymTable } from './synonyms.ts';

/** Words that change what a question means to one tenant. Passages are stored without it, so it may change at any time. */
export interface Lexicon {
  /** Words that ask nothing: 请问, 麻烦. */
  readonly fillers: ReadonlySet<string>;
  /** Those of the tenant that are no single token, longest first: 那什么来着. */
  readonly phrases: readonly string[];
  /** Names of the groups that a word belongs to, among the tenant's own groups. */
  readonly groups: SynonymTable;
  /** Words of each group by its name. */
  readonly words: ReadonlyMap<string, readonly string[]>;
}

/** What a tenant stores of it (settings of the same names). */
export interface LexiconSettings {
  /** Groups of words that mean the same to this tenant, beside those that mean the same to everybody. */
  readonly synonyms: readonly (readonly string[])[];
  /** Words that ask nothing, beside the built-in ones. */
  readonly fillers: readonly string[];
}

const FILLER_WORDS =
  '的 了 吗 呢 啊 吧 呀 哦 嗯 请 请问 你们 我 我们 你 您 一下 麻烦 哈 啦 嘛 亲 想 问 么 想问 问下 我想 我想问';

/** A token of its own is known without; a Latin word may be a part of another one. */
const PHRASE = /^(?=.{3})(?:.*\p{Script=Han}|\S+\s)/u;

/** The lexicon of a tenant's settings. `spell` brings its words to the one spelling of questions. */
export function lexiconFrom({ synonyms, fillers }: LexiconSettings, spell: (text: string) => string): Lexicon {
  const groups = synonyms.map((group) => group.map((word) => spell(word).trim()).filter((word) => word !== ''));
  const own = fillers.map((word) => spell(word).trim()).filter((word) => word !== '');
  // A word may belong to several groups, also as their first.
  const named = (index: number): string => `~${index}`;
  return {
    fillers: new Set([...FILLER_WORDS.split(' '), ...own]),
    phrases: own.filter((word) => PHRASE.test(word)).toSorted((one, other) => other.length - one.length),
    groups: synonymTable(groups, named),
    words: new Map(groups.map((group, index) => [named(index), group])),
  };
}
