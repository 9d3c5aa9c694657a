import { confidenceBy } from '../../server/modules/knowledge/confidence.ts';
import type { MapKind } from '../../server/modules/knowledge/confidence-features.ts';
import type { LogisticModel } from '../../server/modules/knowledge/fit-logistic.ts';
import type { LabelledAnswer } from './labelled-answers.ts';

/** How far a map can be trusted; shares in per cent. */
export interface Calibration {
  readonly set: string;
  /** Right among those at or above the reply threshold. */
  readonly precision: number;
  /** At or above the reply threshold. */
  readonly coverage: number;
  /** Between clarify and reply. */
  readonly clarified: number;
  /** Unanswerable questions at or above the reply threshold. */
  readonly falseReplies: number;
  /** Mean distance of confidence and truth over ten bins. */
  readonly calibrationError: number;
  /** Largest share of traffic that is answered at 90 % precision, with a threshold of its own. */
  readonly coverageAtNinety: number;
}

const REPLY = 0.75;
const CLARIFY = 0.55;
const BINS = 10;

/** What of a map makes a confidence. */
export interface ScoringMap {
  readonly kind: MapKind;
  readonly model: LogisticModel;
}

export interface ScoredAnswer extends LabelledAnswer {
  readonly confidence: number;
}

function sum(answers: readonly ScoredAnswer[], value: (answer: ScoredAnswer) => number): number {
  return answers.reduce((total, answer) => total + answer.weight * value(answer), 0);
}

function share(part: readonly ScoredAnswer[], whole: readonly ScoredAnswer[]): number {
  return (
    (100 * sum(part, () => 1)) /
    Math.max(
      Number.MIN_VALUE,
      sum(whole, () => 1),
    )
  );
}

function calibrationError(answers: readonly ScoredAnswer[]): number {
  let error = 0;
  for (let bin = 0; bin < BINS; bin += 1) {
    const inBin = answers.filter(({ confidence }) => Math.min(BINS - 1, Math.floor(confidence * BINS)) === bin);
    error += Math.abs(sum(inBin, ({ confidence, right }) => confidence - Number(right)));
  }
  return (100 * error) / sum(answers, () => 1);
}

function coverageAt(answers: readonly ScoredAnswer[], precision: number): number {
  let right = 0;
  let taken = 0;
  let best = 0;
  for (const answer of answers.toSorted((left, next) => next.confidence - left.confidence)) {
    taken += answer.weight;
    right += answer.right ? answer.weight : 0;
    if (right / taken >= precision) best = taken;
  }
  return (100 * best) / sum(answers, () => 1);
}

/** An answer with the confidence that a map gives it. */
export function scoredBy({ kind, model }: ScoringMap, answer: LabelledAnswer): ScoredAnswer {
  const confidence = answer.features && confidenceBy({ kind, model }, answer.features);
  return { ...answer, confidence: confidence ?? 0 };
}

/** Measures a map on labelled answers. */
export function calibrate(set: string, answers: readonly LabelledAnswer[], map: ScoringMap): Calibration {
  return calibration(
    set,
    answers.map((answer) => scoredBy(map, answer)),
  );
}

/** The same for answers that were scored by several maps. */
export function calibration(set: string, scored: readonly ScoredAnswer[]): Calibration {
  const replied = scored.filter(({ confidence }) => confidence >= REPLY);
  const unanswerable = scored.filter(({ kind }) => kind !== 'answerable');
  return {
    set,
    precision: share(
      replied.filter(({ right }) => right),
      replied,
    ),
    coverage: share(replied, scored),
    clarified: share(
      scored.filter(({ confidence }) => confidence >= CLARIFY && confidence < REPLY),
      scored,
    ),
    falseReplies: share(
      unanswerable.filter(({ confidence }) => confidence >= REPLY),
      unanswerable,
    ),
    calibrationError: calibrationError(scored),
    coverageAtNinety: coverageAt(scored, 0.9),
  };
}
