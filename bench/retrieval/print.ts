import type { Calibration } from './calibration.ts';
import type { Ranking } from './ranking.ts';

function cells(values: readonly number[], digits: number): string {
  return values.map((value) => value.toFixed(digits).padStart(9)).join('');
}

export const RANKING_HEAD = `${'set'.padEnd(26)}number      R@1      R@3     R@10      MRR`;

export function rankingRow(ranking: Ranking): string {
  const { set, questions, first, firstThree, firstTen, meanReciprocal } = ranking;
  const figures = cells([first, firstThree, firstTen], 1) + cells([meanReciprocal], 3);
  return set.padEnd(24) + String(questions).padStart(8) + figures;
}

export const CALIBRATION_HEAD = `${'set'.padEnd(26)}right  replied  clarify  handoff    false      ECE    at 90`;

export function calibrationRow(calibration: Calibration): string {
  const { set, precision, coverage, clarified, falseReplies, calibrationError, coverageAtNinety } = calibration;
  const handedOff = 100 - coverage - clarified;
  const figures = [precision, coverage, clarified, handedOff, falseReplies, calibrationError, coverageAtNinety];
  return set.padEnd(22) + cells(figures, 1);
}
