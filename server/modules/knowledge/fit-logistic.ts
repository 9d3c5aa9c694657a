/** One observation: features, whether it was right, and how much it counts. */
export interface Observation {
  readonly features: readonly number[];
  readonly right: boolean;
  readonly weight: number;
}

/** A logistic model over standardised features: p = σ(intercept + Σ weight × (x − mean) / deviation). */
export interface LogisticModel {
  readonly intercept: number;
  readonly weights: readonly number[];
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

const STEPS = 60;
/** Keeps a feature that never varies from dividing by zero. */
const SMALLEST_DEVIATION = 1e-6;

export function sigmoid(value: number): number {
  return 1 / (1 + Math.exp(-value));
}

/** Probability that a model gives for some features. */
export function predict(model: LogisticModel, features: readonly number[]): number {
  let sum = model.intercept;
  model.weights.forEach((weight, index) => {
    sum += (weight * ((features[index] ?? 0) - (model.means[index] ?? 0))) / (model.deviations[index] ?? 1);
  });
  return sigmoid(sum);
}

/** Solves a symmetric positive system in place by elimination. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  for (let pivot = 0; pivot < size; pivot += 1) {
    const pivotRow = matrix[pivot] ?? [];
    for (let row = pivot + 1; row < size; row += 1) {
      const current = matrix[row] ?? [];
      const factor = (current[pivot] ?? 0) / (pivotRow[pivot] ?? 1);
      for (let column = pivot; column < size; column += 1) {
        current[column] = (current[column] ?? 0) - factor * (pivotRow[column] ?? 0);
      }
      right[row] = (right[row] ?? 0) - factor * (right[pivot] ?? 0);
    }
  }
  const solution = Array.from({ length: size }, () => 0);
  for (let row = size - 1; row >= 0; row -= 1) {
    let sum = right[row] ?? 0;
    for (let column = row + 1; column < size; column += 1)
      sum -= (matrix[row]?.[column] ?? 0) * (solution[column] ?? 0);
    solution[row] = sum / (matrix[row]?.[row] ?? 1);
  }
  return solution;
}

function moments(observations: readonly Observation[], size: number): { means: number[]; deviations: number[] } {
  const total = observations.reduce((sum, { weight }) => sum + weight, 0);
  const columns = Array.from({ length: size }, (_, index) => index);
  const means = columns.map(
    (index) => observations.reduce((sum, { features, weight }) => sum + weight * (features[index] ?? 0), 0) / total,
  );
  const deviations = columns.map((index) => {
    const square = ({ features, weight }: Observation): number =>
      weight * ((features[index] ?? 0) - (means[index] ?? 0)) ** 2;
    const variance = observations.reduce((sum, observation) => sum + square(observation), 0) / total;
    return Math.max(SMALLEST_DEVIATION, Math.sqrt(variance));
  });
  return { means, deviations };
}

interface Row {
  readonly x: readonly number[];
  readonly y: number;
  readonly weight: number;
}

/** Mean logarithmic loss with the ridge: what the fit makes as small as it can be. */
function penalisedLoss(
  rows: readonly Row[],
  beta: readonly number[],
  { centre, ridge }: { readonly centre: readonly number[]; readonly ridge: number },
): number {
  let loss = 0;
  for (const { x, y, weight } of rows) {
    const score = x.reduce((sum, value, index) => sum + value * (beta[index] ?? 0), 0);
    // log(1 + e^-score) without overflow
    const margin = y === 1 ? score : -score;
    loss += weight * (Math.max(0, -margin) + Math.log1p(Math.exp(-Math.abs(margin))));
  }
  const pull = beta.reduce((sum, value, index) => (index === 0 ? sum : sum + (value - (centre[index] ?? 0)) ** 2), 0);
  return loss + (ridge * pull) / 2;
}

const HALVINGS = 30;

/** A whole Newton step where it helps, else the half of it, and so on: far from the optimum whole steps run away. */
function stepDown(
  from: readonly number[],
  change: readonly number[],
  lossAt: (beta: readonly number[]) => number,
): number[] {
  const before = lossAt(from);
  let share = 1;
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const next = from.map((value, index) => value - share * (change[index] ?? 0));
    if (lossAt(next) <= before) return next;
    share /= 2;
  }
  return [...from];
}

/**
 * Fits a logistic model by Newton's method with a ridge on the weights (not on the intercept): towards zero, or towards a
 * model known before, whose scale of the features it then keeps. The observations must hold both right and wrong ones.
 */
export function fitLogistic(observations: readonly Observation[], ridge: number, prior?: LogisticModel): LogisticModel {
  const size = observations[0]?.features.length ?? 0;
  const { means, deviations } = prior ?? moments(observations, size);
  const centre = prior ? [prior.intercept, ...prior.weights] : Array.from({ length: size + 1 }, () => 0);
  const total = observations.reduce((sum, { weight }) => sum + weight, 0);
  const rows = observations.map(({ features, right, weight }) => ({
    x: [1, ...features.map((value, index) => (value - (means[index] ?? 0)) / (deviations[index] ?? 1))],
    y: right ? 1 : 0,
    weight: weight / total,
  }));
  let beta = centre;
  for (let step = 0; step < STEPS; step += 1) {
    const gradient = beta.map((value, index) => (index === 0 ? 0 : ridge * (value - (centre[index] ?? 0))));
    const hessian = beta.map((_, row) => beta.map((__, column) => (row === column ? (row === 0 ? 1e-9 : ridge) : 0)));
    for (const { x, y, weight } of rows) {
      const probability = sigmoid(x.reduce((sum, value, index) => sum + value * (beta[index] ?? 0), 0));
      const slope = weight * probability * (1 - probability);
      for (let row = 0; row < x.length; row += 1) {
        gradient[row] = (gradient[row] ?? 0) + weight * (probability - y) * (x[row] ?? 0);
        const line = hessian[row] ?? [];
        for (let column = 0; column < x.length; column += 1) {
          line[column] = (line[column] ?? 0) + slope * (x[row] ?? 0) * (x[column] ?? 0);
        }
      }
    }
    const change = solve(hessian, gradient);
    const next = stepDown(beta, change, (at) => penalisedLoss(rows, at, { centre, ridge }));
    const moved = Math.max(...next.map((value, index) => Math.abs(value - (beta[index] ?? 0))));
    beta = next;
    if (moved < 1e-9) break;
  }
  return { intercept: beta[0] ?? 0, weights: beta.slice(1), means, deviations };
}
