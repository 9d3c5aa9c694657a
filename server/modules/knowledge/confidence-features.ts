import type { SearchHit } from '../../ports/search.ts';

/** What a confidence is computed from: how well the best passage fits the question and how far the next one is. */
export interface KeywordFeatures {
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
  /** Codes asked for that the passage lacks, and quantities. No features of a map: too few questions that it is fitted on have one. */
  readonly missingCodes: number;
  readonly missingQuantities: number;
}

/** How near the best passage is in meaning. A model's cosines fill a band of their own, so most are taken relative to others. */
export interface MeaningFeatures {
  /** Cosine of question and best passage, −1–1. */
  readonly meaning: number;
  /** Lead over the nearest passage of another group, −2–2; 0 when there is none. */
  readonly meaningMargin: number;
  /** How far it stands above the mean of the other passages looked at, −2–2. */
  readonly meaningRise: number;
  /** 1 when the best passage is best by words and by meaning, 0 when by one of them, −1 when by neither. */
  readonly agreement: number;
}

/** Those of the vectors are absent when question or best passage has none. */
export type ConfidenceFeatures = KeywordFeatures & Partial<MeaningFeatures>;

const HIGHEST_SELF_SHARE = 2;
/** Passages that features are taken from: as many as a search for an answer keeps, so that a map fits wherever it is used. */
const PASSAGES_LOOKED_AT = 10;

/** Features of the best hit among hits in order; undefined when nothing was found. */
export function confidenceFeatures(hits: readonly SearchHit[], terms: number): ConfidenceFeatures | undefined {
  const [best] = hits;
  if (!best) return undefined;
  const others = hits.slice(0, PASSAGES_LOOKED_AT).filter(({ groupId }) => groupId !== best.groupId);
  const [next] = others;
  const { evidence } = best;
  return {
    selfShare: evidence.selfScore > 0 ? Math.min(HIGHEST_SELF_SHARE, best.keywordScore / evidence.selfScore) : 0,
    cosine: evidence.cosine,
    queryCoverage: evidence.queryCoverage,
    questionCoverage: evidence.questionCoverage,
    phrasingCoverage: evidence.phrasingCoverage,
    margin: next ? leadOver(next.keywordScore, best.keywordScore) : 1,
    cosineMargin: next ? evidence.cosine - next.evidence.cosine : evidence.cosine,
    length: Math.log(Math.max(1, terms)),
    missingCodes: evidence.missingCodes,
    missingQuantities: evidence.missingQuantities,
    ...meaningFeatures(best, others),
  };
}

/** −1 for a passage that meaning alone found while words found another. */
function leadOver(next: number, best: number): number {
  if (best <= 0) return next > 0 ? -1 : 0;
  return Math.max(-1, 1 - next / best);
}

function meaningFeatures(best: SearchHit, others: readonly SearchHit[]): Partial<MeaningFeatures> {
  const { meaningScore: meaning } = best;
  if (meaning === null) return {};
  const meanings = others.flatMap(({ meaningScore }) => (meaningScore === null ? [] : [meaningScore]));
  const nearest = Math.max(...meanings);
  const mean = meanings.reduce((sum, each) => sum + each, 0) / meanings.length;
  const byWords = others.every(({ keywordScore }) => keywordScore <= best.keywordScore);
  const byMeaning = meanings.every((each) => each <= meaning);
  return {
    meaning,
    meaningMargin: meanings.length > 0 ? meaning - nearest : 0,
    meaningRise: meanings.length > 0 ? meaning - mean : 0,
    agreement: Number(byWords) + Number(byMeaning) - 1,
  };
}

const KEYWORD_FEATURES = [
  'selfShare',
  'cosine',
  'queryCoverage',
  'questionCoverage',
  'phrasingCoverage',
  'margin',
  'cosineMargin',
  'length',
] as const satisfies readonly (keyof KeywordFeatures)[];

const MEANING_FEATURES = [
  'meaning',
  'meaningMargin',
  'meaningRise',
  'agreement',
] as const satisfies readonly (keyof MeaningFeatures)[];

/** Which of the shipped maps: by words alone, or by words and meaning. */
export type MapKind = 'keywords' | 'meaning';

/** Order of the features in a fitted map of each kind. */
export const FEATURE_NAMES = {
  keywords: KEYWORD_FEATURES,
  meaning: [...KEYWORD_FEATURES, ...MEANING_FEATURES],
} as const satisfies Record<MapKind, readonly string[]>;

/** Features, fresh or stored, in the order of FEATURE_NAMES; undefined when the kind needs what they lack. */
export function featureRow(features: Readonly<Record<string, number>>, kind: MapKind): number[] | undefined {
  const row = FEATURE_NAMES[kind].map((name) => features[name]);
  return row.every((value) => value !== undefined) ? row : undefined;
}
