import type { SearchHit } from '../../ports/search.ts';

/** What a confidence is computed from: how well the best passage fits the question and how far the next one is. */
export interface ConfidenceFeatures {
  /** Keyword score of the best passage by what the question would score against itself, at most 2. */
  readonly selfShare: number;
  /** tf-idf cosine with the nearest phrasing, 0–1. */
  readonly cosine: number;
  /** Share of the question's idf found in the passage, 0–1. */
  readonly queryCoverage: number;
  /** The same in the passage's question alone, 0–1. */
  readonly questionCoverage: number;
  /** Share of the phrasing's idf found in the question, 0–1. */
  readonly phrasingCoverage: number;
  /** Lead over the best passage of another group by keyword score, −1–1; 1 when there is none. */
  readonly margin: number;
  /** Lead in cosine, −1–1. */
  readonly cosineMargin: number;
  /** Natural logarithm of the question's number of terms. */
  readonly length: number;
}

const HIGHEST_SELF_SHARE = 2;

/** Features of the best hit among hits in order; undefined when nothing was found. */
export function confidenceFeatures(hits: readonly SearchHit[], terms: number): ConfidenceFeatures | undefined {
  const [best] = hits;
  if (!best) return undefined;
  const next = hits.find(({ groupId }) => groupId !== best.groupId);
  const { evidence } = best;
  return {
    selfShare: evidence.selfScore > 0 ? Math.min(HIGHEST_SELF_SHARE, best.keywordScore / evidence.selfScore) : 0,
    cosine: evidence.cosine,
    queryCoverage: evidence.queryCoverage,
    questionCoverage: evidence.questionCoverage,
    phrasingCoverage: evidence.phrasingCoverage,
    margin: next && best.keywordScore > 0 ? Math.max(-1, 1 - next.keywordScore / best.keywordScore) : 1,
    cosineMargin: next ? evidence.cosine - next.evidence.cosine : evidence.cosine,
    length: Math.log(Math.max(1, terms)),
  };
}

/** Order of the features in a fitted map. */
export const FEATURE_NAMES = [
  'selfShare',
  'cosine',
  'queryCoverage',
  'questionCoverage',
  'phrasingCoverage',
  'margin',
  'cosineMargin',
  'length',
] as const satisfies readonly (keyof ConfidenceFeatures)[];

/** Features as a row of numbers in the order of FEATURE_NAMES. */
export function featureRow(features: ConfidenceFeatures): number[] {
  return FEATURE_NAMES.map((name) => features[name]);
}
