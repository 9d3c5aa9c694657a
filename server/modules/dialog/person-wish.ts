import { normaliseText } from '../knowledge/tokens.ts';
import {
  ASKS_AFTER,
  ASKS_BEFORE,
  ASKS_NATURE,
  DOUBTS_BEFORE,
  NATURE_INNOCENT,
  PERSON_HINT,
  POLITENESS,
  ROLE_INNOCENT,
  ROLE_WISHES,
  TYPED_WRONG,
} from './person-patterns.ts';
import { compileWords } from './word-match.ts';
import { PERSON_WORDS } from './words.ts';

/** What a line says about persons: wants one, or asks whether one is answering. */
export interface PersonWish {
  readonly wish: 'explicit' | 'askhuman';
  /** The words that say so. */
  readonly matched: readonly string[];
}

const personWords = compileWords(PERSON_WORDS);
const CLAUSE_ENDS = /[\s,，。.!！;；~～…]+/u;
/** A question about what follows in the same clause: 是人工吗, 真人还是机器. */
const ASKED_AFTER = /^\D{0,3}(?:吗|么|吧|不|没|哈|伐|\?|还是|共)|\?\s*$/u;
const CONTEXT = 10;

/** Whether a line wants a person or asks for one's nature, by its words. */
export function personWish(text: string): PersonWish | undefined {
  const said = normaliseText(text).replace(/\s+/gu, ' ').trim();
  const wrong = TYPED_WRONG.exec(said);
  if (wrong) return { wish: 'explicit', matched: [wrong[0]] };
  if (!PERSON_HINT.test(said)) return undefined;
  const innocent = NATURE_INNOCENT.test(said);
  const clauses = said.split(CLAUSE_ENDS).filter((clause) => PERSON_HINT.test(clause));
  for (const clause of innocent ? [] : clauses) {
    for (const { word, at } of personWords(clause)) {
      const wish = aroundPerson(clause, word, at);
      if (wish) return { wish, matched: [word] };
    }
  }
  const role = ROLE_INNOCENT.test(said) ? undefined : firstMatch(ROLE_WISHES, clauses);
  if (role) return { wish: 'explicit', matched: [role] };
  const nature = innocent ? undefined : firstMatch(ASKS_NATURE, [said]);
  return nature === undefined ? undefined : { wish: 'askhuman', matched: [nature] };
}

/** What a clause wants of the person it names. */
function aroundPerson(clause: string, word: string, at: number): PersonWish['wish'] | undefined {
  const before = clause.slice(Math.max(0, at - CONTEXT), at);
  const after = clause.slice(at + word.length);
  if (DOUBTS_BEFORE.test(before) && ASKED_AFTER.test(after)) return 'askhuman';
  if (clause.replaceAll(word, '').replace(POLITENESS, '') === '') return 'explicit';
  return ASKS_BEFORE.test(before) || ASKS_AFTER.test(after) ? 'explicit' : undefined;
}

function firstMatch(patterns: readonly RegExp[], texts: readonly string[]): string | undefined {
  for (const pattern of patterns) {
    for (const text of texts) {
      const match = pattern.exec(text);
      if (match) return match[0];
    }
  }
  return undefined;
}
