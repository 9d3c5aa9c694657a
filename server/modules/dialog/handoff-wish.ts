import { characterGrams } from './character-grams.ts';
import { type LabelledLine, readBank } from './example-bank.ts';
import { fitLinearClassifier, type LinearClassifier } from './linear-classifier.ts';
import { compileWords } from './word-match.ts';
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
/** From this probability on likeness alone decides. */
const CERTAIN = 0.5;

let classifier: LinearClassifier<HandoffWish> | undefined;

function fittedOnBank(): LinearClassifier<HandoffWish> {
  classifier ??= fitLinearClassifier(
    WISHES,
    readBank('handoff', 'label', WISHES).map(({ text, label }: LabelledLine<HandoffWish>) => ({
      features: characterGrams(text),
      label,
    })),
  );
  return classifier;
}

function own(words: readonly string[] | undefined): GuardedWord[] {
  return (words ?? []).map((word) => ({ word, except: [] }));
}

/** Makes the judge of one customer's text: what it wants from a person, if anything. Built once per set of words. */
export function createHandoffWish(extra: HandoffWords = {}): (text: string) => FoundWish {
  const danger = compileWords([...DANGER_WORDS, ...own(extra.dangerWords)]);
  const complaint = compileWords([...COMPLAINT_WORDS, ...own(extra.complaintWords)]);
  const human = compileWords(own(extra.humanWords));
  const rules = [
    ['danger', danger],
    ['explicit', human],
    ['complaint', complaint],
  ] as const;
  return (text) => {
    for (const [wish, match] of rules) {
      const matched = match(text).map(({ word }) => word);
      if (matched.length > 0) return { wish, matched, by: 'words', certainty: 1 };
    }
    return byExamples(text);
  };
}

function byExamples(text: string): FoundWish {
  const shares = fittedOnBank()(characterGrams(text));
  const wish = WISHES.reduce((best, candidate) => (shares[candidate] > shares[best] ? candidate : best), 'none');
  return wish === 'none' || shares[wish] < CERTAIN
    ? NOTHING
    : { wish, matched: [], by: 'examples', certainty: shares[wish] };
}
