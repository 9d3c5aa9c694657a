/** A past turn that was measured; `right` where it is known. */
export interface MeasuredTurn {
  readonly confidence: number;
  readonly right: boolean | null;
}

export interface Thresholds {
  /** Confidence from which the model replies, 0–1. */
  readonly reply: number;
  /** Confidence from which it asks back; below it hands off. */
  readonly clarify: number;
}

/** What thresholds would have made of the tenant's own past turns. Shares are 0–1 and together 1; null without turns. */
export interface ThresholdForecast {
  readonly turns: number;
  readonly automaticShare: number | null;
  readonly clarifyShare: number | null;
  readonly handoffShare: number | null;
  /** Share of the automatic answers that are right; null without any. */
  readonly precision: number | null;
  /** measured: from labelled turns; estimated: too few are labelled, so it is what the confidence itself says. */
  readonly precisionSource: 'measured' | 'estimated';
  /** Labelled turns that a measured precision rests on. */
  readonly labelled: number;
}

/** Labelled turns from which a precision is measured. */
const LEAST_LABELLED = 30;

/** Plays the thresholds on past turns. */
export function forecastThresholds(turns: readonly MeasuredTurn[], { reply, clarify }: Thresholds): ThresholdForecast {
  const automatic = turns.filter(({ confidence }) => confidence >= reply);
  const clarified = turns.filter(({ confidence }) => confidence >= clarify && confidence < reply);
  const labelled = automatic.filter(({ right }) => right !== null);
  const measured = labelled.length >= LEAST_LABELLED;
  const share = (part: readonly MeasuredTurn[]): number | null =>
    turns.length === 0 ? null : part.length / turns.length;
  return {
    turns: turns.length,
    automaticShare: share(automatic),
    clarifyShare: share(clarified),
    handoffShare: share(turns.filter(({ confidence }) => confidence < reply && confidence < clarify)),
    precision: measured
      ? labelled.filter(({ right }) => right).length / labelled.length
      : automatic.length === 0
        ? null
        : automatic.reduce((sum, { confidence }) => sum + confidence, 0) / automatic.length,
    precisionSource: measured ? 'measured' : 'estimated',
    labelled: labelled.length,
  };
}
