/** Passages that words and meaning each bring as candidates; both adapters ask for as many, so both rank the same. */
export const KEYWORD_CANDIDATES = 200;
export const MEANING_CANDIDATES = 100;

/** Share of the keyless vector in the keyword part; it helps no further above 0.25. */
const COSINE_SHARE = 0.25;
/** Share of meaning where a passage has a vector. */
const MEANING_SHARE = 0.55;

/** A candidate before fusion. */
export interface FusionCandidate {
  readonly keywordScore: number;
  /** tf-idf cosine. */
  readonly cosine: number;
  /** Cosine of meanings; null when query or passage has no vector. */
  readonly meaning: number | null;
}

/**
 * One score for each candidate, in order; comparable within one call only. Keywords are measured by the best of them;
 * meaning by how far it stands out of all candidates, since a model's cosines fill a narrow band of their own. A passage
 * without a vector is judged by its words alone.
 */
export function fuseScores(candidates: readonly FusionCandidate[]): number[] {
  const bestKeyword = candidates.reduce((best, { keywordScore }) => Math.max(best, keywordScore), 0) || 1;
  const meanings = candidates.flatMap(({ meaning }) => (meaning === null ? [] : [meaning]));
  const middle = meanings.reduce((sum, meaning) => sum + meaning, 0) / Math.max(1, meanings.length);
  const range = Math.max(...meanings, middle) - middle || 1;
  return candidates.map(({ keywordScore, cosine, meaning }) => {
    const words = (1 - COSINE_SHARE) * (keywordScore / bestKeyword) + COSINE_SHARE * cosine;
    if (meaning === null) return words;
    return (1 - MEANING_SHARE) * words + (MEANING_SHARE * (meaning - middle)) / range;
  });
}
