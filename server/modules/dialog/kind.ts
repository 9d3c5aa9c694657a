import { setImmediate as nextTick } from 'node:timers/promises';
import { tokenise } from '../knowledge/tokens.ts';
import { characterGrams } from './character-grams.ts';
import { type LabelledLine, readBank } from './example-bank.ts';
import {
  type FeaturedExample,
  fitLinearClassifier,
  fitLinearClassifierGently,
  type FitOptions,
  type LinearClassifier,
} from './linear-classifier.ts';

export const DIALOG_KINDS = ['chitchat', 'inquiry', 'business', 'complaint'] as const;
export type DialogKind = (typeof DIALOG_KINDS)[number];

export interface FoundKind {
  readonly kind: DialogKind;
  /** Probability of each kind, together 1. For the trace. */
  readonly shares: Readonly<Record<DialogKind, number>>;
}

/** Tells the kind of dialog of a customer's text; the kind before carries over when the text alone says little. */
export type KindClassifier = (text: string, previous?: DialogKind | null) => FoundKind;

/** How often each kind is met in shops' chats: the banks hold as many of each. A tenant's own examples shift it. */
const USUAL_SHARES: Readonly<Record<DialogKind, number>> = {
  chitchat: 0.1,
  inquiry: 0.41,
  business: 0.41,
  complaint: 0.08,
};
/** Examples that the usual shares are worth beside a tenant's own. */
const USUAL_WEIGHT = 1000;
/** How much likelier a kind is after itself: business +1.5 and inquiry +1 of the keyword rules, on the scale of odds. */
const CARRY_OVER: Readonly<Record<DialogKind, number>> = { chitchat: 1, inquiry: 1.3, business: 1.5, complaint: 1.3 };
/** Small banks are gone through more often. */
const MOST_ROUNDS = 5;
const SEEN_EXAMPLES = 36_000;
const LEAST_ROUNDS = 3;
/** Lines read between two pauses, about 5 ms of work. */
const LINES_A_STEP = 32;

/**
 * Fits the classifier on the shipped examples and a tenant's own. About 0.2 s for the shipped ones and 1 s for 12,000 more,
 * during which nothing else runs: for a tenant's own there is fitKindClassifier.
 */
export function createKindClassifier(own: readonly LabelledLine<DialogKind>[] = []): KindClassifier {
  if (own.length > 0) return fitKinds(own);
  shipped ??= fitKinds([]);
  return shipped;
}

/** The same for every tenant without examples of its own. */
let shipped: KindClassifier | undefined;

/** The same with pauses for the event loop. */
export async function fitKindClassifier(own: readonly LabelledLine<DialogKind>[]): Promise<KindClassifier> {
  const bank = bankWith(own);
  const examples: FeaturedExample<DialogKind>[] = [];
  for (const line of bank) {
    if (examples.length % LINES_A_STEP === LINES_A_STEP - 1) await nextTick();
    examples.push(exampleOf(line));
  }
  return classifierOf(await fitLinearClassifierGently(DIALOG_KINDS, examples, fitOptions(bank)), own);
}

function fitKinds(own: readonly LabelledLine<DialogKind>[]): KindClassifier {
  const bank = bankWith(own);
  return classifierOf(fitLinearClassifier(DIALOG_KINDS, bank.map(exampleOf), fitOptions(bank)), own);
}

function bankWith(own: readonly LabelledLine<DialogKind>[]): LabelledLine<DialogKind>[] {
  return [...readBank('kinds', 'kind', DIALOG_KINDS), ...readBank('kinds-shop', 'kind', DIALOG_KINDS), ...own];
}

function exampleOf({ text, label }: LabelledLine<DialogKind>): FeaturedExample<DialogKind> {
  return { features: featuresOf(text), label };
}

function fitOptions(bank: readonly unknown[]): FitOptions {
  const rounds = Math.min(MOST_ROUNDS, Math.max(LEAST_ROUNDS, Math.round(SEEN_EXAMPLES / bank.length)));
  return { rounds, step: 0.2, decay: 1e-3, leastExamples: 2 };
}

function classifierOf(fitted: LinearClassifier<DialogKind>, own: readonly LabelledLine<DialogKind>[]): KindClassifier {
  const usual = sharesWith(own);
  return (text, previous) => {
    const likeness = fitted(featuresOf(text));
    const shares = { chitchat: 0, inquiry: 0, business: 0, complaint: 0 };
    let sum = 0;
    for (const kind of DIALOG_KINDS) {
      shares[kind] = likeness[kind] * usual[kind] * (previous === kind ? CARRY_OVER[kind] : 1);
      sum += shares[kind];
    }
    for (const kind of DIALOG_KINDS) shares[kind] /= sum;
    const kind = DIALOG_KINDS.reduce((best, next) => (shares[next] > shares[best] ? next : best), 'inquiry');
    return { kind, shares };
  };
}

/** Whether a stored text names a kind. */
export function isDialogKind(text: string | null | undefined): text is DialogKind {
  return DIALOG_KINDS.some((kind) => kind === text);
}

/** Pieces of the line and its words with their synonyms: the first find turns of phrase, the second the matter. */
function featuresOf(text: string): string[] {
  return [...characterGrams(text), ...tokenise(text).map((token) => `=${token}`)];
}

function sharesWith(own: readonly LabelledLine<DialogKind>[]): Record<DialogKind, number> {
  const count = (kind: DialogKind): number => own.filter(({ label }) => label === kind).length;
  const share = (kind: DialogKind): number => USUAL_SHARES[kind] * USUAL_WEIGHT + count(kind);
  return {
    chitchat: share('chitchat'),
    inquiry: share('inquiry'),
    business: share('business'),
    complaint: share('complaint'),
  };
}
