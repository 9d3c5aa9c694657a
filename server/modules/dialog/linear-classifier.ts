import { setImmediate as nextTick } from 'node:timers/promises';

/** An example as the classifier sees it: the features of a text and its label. */
export interface FeaturedExample<Label extends string> {
  readonly features: readonly string[];
  readonly label: Label;
}

export interface FitOptions {
  /** Times every example is seen. */
  readonly rounds: number;
  /** First step of AdaGrad. */
  readonly step: number;
  /** Pull of every weight towards zero, so that a rare piece of text decides little. */
  readonly decay: number;
  /** Examples a feature must be met in to count: 2 halves the time and suits many examples, 1 a few. */
  readonly leastExamples: 1 | 2;
}

/** Probability of each label for a text, by its features. */
export type LinearClassifier<Label extends string> = (features: readonly string[]) => Record<Label, number>;

/** Same order of examples in every process: the same weights everywhere. */
function shuffled(size: number): Uint32Array {
  const order = Uint32Array.from({ length: size }, (_, index) => index);
  let seed = 20_261_123;
  for (let index = size - 1; index > 0; index -= 1) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    const other = seed % (index + 1);
    const kept = order[index] ?? 0;
    order[index] = order[other] ?? 0;
    order[other] = kept;
  }
  return order;
}

function softmax(scores: Float64Array): void {
  const top = scores.reduce((best, score) => Math.max(best, score), -Infinity);
  let sum = 0;
  for (let index = 0; index < scores.length; index += 1) {
    const value = Math.exp((scores[index] ?? 0) - top);
    scores[index] = value;
    sum += value;
  }
  for (let index = 0; index < scores.length; index += 1) scores[index] = (scores[index] ?? 0) / sum;
}

/** Finds the numbers of the features that have a weight; each counts once in a text. */
function numbering(vocabulary: ReadonlyMap<string, number>): (features: readonly string[]) => number[] {
  const seenIn = new Uint32Array(vocabulary.size);
  let text = 0;
  return (features) => {
    text = (text + 1) >>> 0;
    const found: number[] = [];
    for (const feature of features) {
      const number = vocabulary.get(feature);
      if (number !== undefined && seenIn[number] !== text) {
        seenIn[number] = text;
        found.push(number);
      }
    }
    return found;
  };
}

/** Features by number, those met in fewer examples than asked left out. */
function vocabularyOf(examples: readonly FeaturedExample<string>[], least: 1 | 2): Map<string, number> {
  const firstIn = new Map<string, number>();
  const vocabulary = new Map<string, number>();
  for (const [index, { features }] of examples.entries()) {
    for (const feature of features) {
      const before = firstIn.get(feature);
      if (before === undefined) firstIn.set(feature, index);
      if ((least === 1 || (before !== undefined && before !== index)) && !vocabulary.has(feature)) {
        vocabulary.set(feature, vocabulary.size);
      }
    }
  }
  return vocabulary;
}

interface Weights {
  readonly labels: number;
  readonly values: Float64Array;
  readonly squares: Float64Array;
}

function addScores(weights: Weights, rows: readonly number[], scale: number, into: Float64Array): void {
  into.fill(0);
  for (const row of rows) {
    const start = row * weights.labels;
    for (let label = 0; label < weights.labels; label += 1) {
      into[label] = (into[label] ?? 0) + (weights.values[start + label] ?? 0) * scale;
    }
  }
}

function learn(weights: Weights, rows: readonly number[], gradient: Float64Array, options: FitOptions): void {
  const scale = 1 / Math.sqrt(rows.length);
  for (const row of rows) {
    const start = row * weights.labels;
    for (let label = 0; label < weights.labels; label += 1) {
      const at = start + label;
      const value = weights.values[at] ?? 0;
      const slope = (gradient[label] ?? 0) * scale + options.decay * value;
      const square = (weights.squares[at] ?? 0) + slope * slope;
      weights.squares[at] = square;
      weights.values[at] = value - (options.step * slope) / Math.sqrt(square + 1e-8);
    }
  }
}

/** Examples learned between two pauses, about 5 ms of work. */
const EXAMPLES_A_STEP = 256;

/**
 * Fits a softmax regression by AdaGrad, the same each time; labels weigh the same however many examples they have.
 * A few tens of milliseconds for 2,000 lines.
 */
export function fitLinearClassifier<Label extends string>(
  labels: readonly Label[],
  examples: readonly FeaturedExample<Label>[],
  options: FitOptions,
): LinearClassifier<Label> {
  const fitting = fitInSteps(labels, examples, options);
  for (;;) {
    const step = fitting.next();
    if (step.done) return step.value;
  }
}

/** The same with pauses for the event loop: nothing else waits longer than a few milliseconds. */
export async function fitLinearClassifierGently<Label extends string>(
  labels: readonly Label[],
  examples: readonly FeaturedExample<Label>[],
  options: FitOptions,
): Promise<LinearClassifier<Label>> {
  const fitting = fitInSteps(labels, examples, options);
  for (;;) {
    const step = fitting.next();
    if (step.done) return step.value;
    await nextTick();
  }
}

function* fitInSteps<Label extends string>(
  labels: readonly Label[],
  examples: readonly FeaturedExample<Label>[],
  options: FitOptions,
): Generator<void, LinearClassifier<Label>> {
  const vocabulary = vocabularyOf(examples, options.leastExamples);
  const size = vocabulary.size * labels.length;
  const weights: Weights = { labels: labels.length, values: new Float64Array(size), squares: new Float64Array(size) };
  const numbers = numbering(vocabulary);
  const rows = examples.map(({ features }) => numbers(features));
  const targets = examples.map(({ label }) => labels.indexOf(label));
  const counts = labels.map((_, label) => targets.filter((target) => target === label).length);
  const present = counts.filter((count) => count > 0).length;
  const balances = counts.map((count) => examples.length / (present * Math.max(1, count)));
  const order = shuffled(examples.length);
  for (let round = 0; round < options.rounds; round += 1) {
    for (const [place, index] of order.entries()) {
      if (place % EXAMPLES_A_STEP === EXAMPLES_A_STEP - 1) yield;
      const target = targets[index] ?? 0;
      learnExample(weights, { row: rows[index] ?? [], target, balance: balances[target] ?? 1 }, options);
    }
  }
  return (features) => sharesOf(labels, weights, numbers(features));
}

function learnExample(
  weights: Weights,
  { row, target, balance }: { row: readonly number[]; target: number; balance: number },
  options: FitOptions,
): void {
  const gradient = new Float64Array(weights.labels);
  addScores(weights, row, 1 / Math.sqrt(row.length), gradient);
  softmax(gradient);
  gradient[target] = (gradient[target] ?? 0) - 1;
  for (let label = 0; label < gradient.length; label += 1) gradient[label] = (gradient[label] ?? 0) * balance;
  learn(weights, row, gradient, options);
}

function sharesOf<Label extends string>(
  labels: readonly Label[],
  weights: Weights,
  row: readonly number[],
): Record<Label, number> {
  const scores = new Float64Array(labels.length);
  addScores(weights, row, 1 / Math.sqrt(Math.max(1, row.length)), scores);
  softmax(scores);
  const shares = {} as Record<Label, number>;
  for (let index = 0; index < labels.length; index += 1) shares[labels[index] as Label] = scores[index] ?? 0;
  return shares;
}
