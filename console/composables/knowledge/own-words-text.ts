import type { OwnWordsFactsFragment } from '../../generated/graphql.ts';

/** Own words as they are typed. */
export interface OwnWordsText {
  /** One group a line. */
  readonly synonyms: string;
  readonly fillers: string;
}

const COMMAS = /[、,，;；]/u;
const BLANKS = /\s+/u;

/** Words of a line: parted by commas where there are some, so that a word may hold a blank; else by blanks. */
function wordsOf(line: string): string[] {
  const parts = line.split(COMMAS.test(line) ? COMMAS : BLANKS);
  return parts.map((word) => word.trim()).filter((word) => word !== '');
}

function lineOf(words: readonly string[]): string {
  if (!words.some((word) => BLANKS.test(word))) return words.join(' ');
  // A comma even behind a single word: without one it would be read as several.
  return words.length === 1 ? `${words[0]}、` : words.join('、');
}

/** Own words as a person reads and types them. */
export function ownWordsText({ synonyms, fillers }: OwnWordsFactsFragment): OwnWordsText {
  return { synonyms: synonyms.map(lineOf).join('\n'), fillers: lineOf(fillers) };
}

/** What was typed; empty lines say nothing. */
export function typedOwnWords({ synonyms, fillers }: OwnWordsText): { synonyms: string[][]; fillers: string[] } {
  const groups = synonyms.split('\n').map(wordsOf);
  return { synonyms: groups.filter((words) => words.length > 0), fillers: fillers.split('\n').flatMap(wordsOf) };
}
