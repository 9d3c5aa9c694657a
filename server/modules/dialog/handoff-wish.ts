import { characterGrams } from './character-grams.ts';
import { readBank } from './example-bank.ts';
import { fitLinearClassifier, type FitOptions, type LinearClassifier } from './linear-classifier.ts';
import { type PersonWish, personWish } from './person-wish.ts';
import { compileWords, type WordMatcher } from './word-match.ts';
import { COMPLAINT_WORDS, DANGER_WORDS, type GuardedWord } from './words.ts';

/** explicit: wants a person; askhuman: asks whether we are one; complaint: threat or accusation; danger: fire, smoke, current, injury. */
export type HandoffWish = 'explicit' | 'askhuman' | 'complaint' | 'danger' | 'none';

/** A wish and what it was seen by. */
export interface FoundWish {
  readonly wish: HandoffWish;
  /** Words that matched; empty when the examples alone decided. */
  readonly matched: readonly string[];
  /** 'words' by a rule, 'examples' by likeness to the shipped bank. */
  readonly by: 'words' | 'examples' | 'nothing';
  /** How sure, 0–1; 1 for a rule. For the trace, no routing confidence. */
  readonly certainty: number;
}

/** Words of a tenant beside the built-in ones. */
export interface HandoffWords {
  readonly dangerWords?: readonly string[];
  readonly complaintWords?: readonly string[];
  readonly humanWords?: readonly string[];
}

const WISHES = ['explicit', 'askhuman', 'complaint', 'danger', 'none'] as const;
const NOTHING: FoundWish = { wish: 'none', matched: [], by: 'nothing', certainty: 1 };
/** Likeness from which the examples decide alone, asked in this order; to overlook a wish costs more than to hear one too many. */
const CERTAIN = [
  ['danger', 0.55],
  ['explicit', 0.35],
  ['complaint', 0.7],
  ['askhuman', 0.5],
] as const;
const FIT: FitOptions = { rounds: 12, step: 0.5, decay: 1e-4, leastExamples: 1 };

interface WishWords {
  readonly danger: WordMatcher;
  readonly complaint: WordMatcher;
  readonly human: WordMatcher;
}

/** Fitted once a process on the shipped examples; a tenant's words come before it. */
let examples: LinearClassifier<HandoffWish> | undefined;

/** Makes the judge of one customer's text: what it wants from a person, if anything. Build it once per set of words. */
export function createHandoffWish(extra: HandoffWords = {}): (text: string) => FoundWish {
  const words = wishWords(extra);
  examples ??= fitExamples(wishWords({}));
  const fitted = examples;
  return (text) => byWords(words, text) ?? byExamples(fitted, text);
}

function wishWords(extra: HandoffWords): WishWords {
  return {
    danger: compileWords([...DANGER_WORDS, ...own(extra.dangerWords)]),
    complaint: compileWords([...COMPLAINT_WORDS, ...own(extra.complaintWords)]),
    human: compileWords(own(extra.humanWords)),
  };
}

function own(words: readonly string[] | undefined): GuardedWord[] {
  return (words ?? []).map((word) => ({ word, except: [] }));
}

function byWords(words: WishWords, text: string): FoundWish | undefined {
  const danger = words.danger(text);
  if (danger.length > 0)
    return found(
      'danger',
      danger.map(({ word }) => word),
    );
  const human = words.human(text);
  if (human.length > 0)
    return found(
      'explicit',
      human.map(({ word }) => word),
    );
  const person: PersonWish | undefined = personWish(text);
  if (person?.wish === 'explicit') return found('explicit', person.matched);
  const complaint = words.complaint(text);
  if (complaint.length > 0)
    return found(
      'complaint',
      complaint.map(({ word }) => word),
    );
  return person && found(person.wish, person.matched);
}

function found(wish: HandoffWish, matched: readonly string[]): FoundWish {
  return { wish, matched: [...new Set(matched)], by: 'words', certainty: 1 };
}

function byExamples(fitted: LinearClassifier<HandoffWish>, text: string): FoundWish {
  const shares = fitted(characterGrams(text));
  const certain = CERTAIN.find(([wish, from]) => shares[wish] >= from);
  if (certain === undefined) return NOTHING;
  const [wish] = certain;
  return { wish, matched: [], by: 'examples', certainty: shares[wish] };
}

/** The bank of wishes; everyday questions of the bank of kinds, and of six trades those most like a wish, as innocence. */
function fitExamples(words: WishWords): LinearClassifier<HandoffWish> {
  const everyday = readBank('kinds', 'kind', ['chitchat', 'inquiry', 'business'])
    .filter(({ text }) => byWords(words, text) === undefined)
    .map(({ text }) => ({ text, label: 'none' as const }));
  const lines = [...readBank('handoff', 'label', WISHES), ...readBank('everyday', 'label', WISHES), ...everyday];
  return fitLinearClassifier(
    WISHES,
    lines.map(({ text, label }) => ({ features: characterGrams(text), label })),
    FIT,
  );
}
