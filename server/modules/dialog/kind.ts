import { type LabelledLine, readBank } from './example-bank.ts';
import { characterGrams } from './character-grams.ts';
import { fitLinearClassifier } from './linear-classifier.ts';

export const DIALOG_KINDS = ['chitchat', 'inquiry', 'business', 'complaint'] as const;
export type DialogKind = (typeof DIALOG_KINDS)[number];

export interface FoundKind {
  readonly kind: DialogKind;
  /** Share of each kind, together 1. For the trace. */
  readonly shares: Readonly<Record<DialogKind, number>>;
}

/** Tells the kind of dialog of a customer's text; the kind before carries over when the text alone says little. */
export type KindClassifier = (text: string, previous?: DialogKind | null) => FoundKind;

/** Fits the classifier on the shipped examples and a tenant's own (about 0.1 s; build once and keep). */
export function createKindClassifier(own: readonly LabelledLine<DialogKind>[] = []): KindClassifier {
  const bank = [...readBank('kinds', 'kind', DIALOG_KINDS), ...own];
  const fitted = fitLinearClassifier(
    DIALOG_KINDS,
    bank.map(({ text, label }) => ({ features: characterGrams(text), label })),
  );
  return (text, previous) => {
    const shares = fitted(characterGrams(text));
    if (previous === 'business') shares.business += 0.1;
    if (previous === 'inquiry') shares.inquiry += 0.07;
    const kind = DIALOG_KINDS.reduce((best, next) => (shares[next] > shares[best] ? next : best), 'inquiry');
    return { kind, shares };
  };
}

/** Whether a stored text names a kind. */
export function isDialogKind(text: string | null | undefined): text is DialogKind {
  return DIALOG_KINDS.some((kind) => kind === text);
}
