import type { SearchHit } from '../../../ports/search.ts';
import { type FusionCandidate, fuseScores, KEYWORD_CANDIDATES, MEANING_CANDIDATES } from './fuse-scores.ts';
import { matchEvidence } from './match-evidence.ts';
import type { PassageCounts } from './passage-counts.ts';
import type { PassageScore } from './score-passage.ts';
import type { WeighedQuery } from './weigh-query.ts';

/** A passage that words or meaning brought, with all that it is ordered by. */
export interface ScoredCandidate extends PassageScore, FusionCandidate {
  readonly chunkId: string;
  readonly groupId: string;
}

/** A candidate with its fused score. */
export interface RankedCandidate<T extends ScoredCandidate> {
  readonly candidate: T;
  readonly score: number;
}

/** The best of all candidates, whatever each way of finding them brought: the same passages give the same order. */
function pool<T extends ScoredCandidate>(candidates: readonly T[]): T[] {
  const byWords = candidates
    .filter(({ keywordScore }) => keywordScore > 0)
    .toSorted((left, right) => right.keywordScore - left.keywordScore)
    .slice(0, KEYWORD_CANDIDATES);
  const byMeaning = candidates
    .filter(({ meaning }) => meaning !== null)
    .toSorted((left, right) => (right.meaning ?? 0) - (left.meaning ?? 0))
    .slice(0, MEANING_CANDIDATES);
  return Array.from(new Set([...byWords, ...byMeaning]));
}

/** Orders candidates by words and meaning together, best first. */
export function rankCandidates<T extends ScoredCandidate>(
  candidates: readonly T[],
  limit: number,
): RankedCandidate<T>[] {
  const chosen = pool(candidates);
  const scores = fuseScores(chosen);
  return chosen
    .map((candidate, index) => ({ candidate, score: scores[index] ?? 0 }))
    .toSorted((left, right) => right.score - left.score)
    .slice(0, limit);
}

/** What the port gives for a ranked candidate. */
export function toHit(
  { candidate, score }: RankedCandidate<ScoredCandidate>,
  counts: PassageCounts,
  query: WeighedQuery,
): SearchHit {
  return {
    chunkId: candidate.chunkId,
    groupId: candidate.groupId,
    keywordScore: candidate.keywordScore,
    vectorScore: candidate.cosine,
    meaningScore: candidate.meaning,
    score,
    evidence: matchEvidence(counts, query, candidate),
  };
}
