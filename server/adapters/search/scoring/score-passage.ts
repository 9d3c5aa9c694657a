import { answerCeiling, answerDamping, answerExtra, questionCeiling, questionDamping } from './bm25.ts';
import type { FieldCounts, PassageCounts, RowCounts } from './passage-counts.ts';
import type { WeighedQuery } from './weigh-query.ts';
import { frequencyWeight, vectorWeight } from './weighted-term.ts';

/** What the words of a query and of a passage have in common. */
export interface PassageScore {
  /** Number of the row that matched best. */
  readonly row: number;
  readonly keywordScore: number;
  /** tf-idf cosine with the nearest row, 0–1. */
  readonly cosine: number;
}

function rowScore(row: RowCounts, query: WeighedQuery): number {
  const damping = questionDamping(row.length, query.mean.row);
  let score = 0;
  query.terms.forEach((term, index) => {
    const frequency = row.frequencies[index] ?? 0;
    score += (questionCeiling(term) * frequency) / (frequency + damping);
  });
  return score;
}

function answerScore(answer: FieldCounts, row: RowCounts, query: WeighedQuery): number {
  const damping = answerDamping(answer.length, query.mean.answer);
  const rowDamping = questionDamping(row.length, query.mean.row);
  let score = 0;
  query.terms.forEach((term, index) => {
    const frequency = answer.frequencies[index] ?? 0;
    if (frequency === 0 || term.answerWeight === 0) return;
    const inRow = row.frequencies[index] ?? 0;
    const inQuestion = (questionCeiling(term) * inRow) / (inRow + rowDamping);
    score += answerExtra((answerCeiling(term) * frequency) / (frequency + damping), inQuestion);
  });
  return score;
}

function rowCosine(row: RowCounts, query: WeighedQuery): number {
  let dot = 0;
  query.terms.forEach((term, index) => {
    const frequency = row.frequencies[index] ?? 0;
    if (frequency > 0) dot += vectorWeight(term) * term.idf * frequencyWeight(frequency);
  });
  const lengths = query.norm * row.norm;
  return lengths > 0 ? dot / lengths : 0;
}

/** Scores one passage. The embedded index computes the same for all passages at once (score-segment.ts). */
export function scorePassage(passage: PassageCounts, query: WeighedQuery): PassageScore {
  const scores = passage.rows.map((row) => rowScore(row, query));
  let best = 0;
  scores.forEach((score, index) => {
    if (score > (scores[best] ?? 0)) best = index;
  });
  const row = passage.rows[best];
  return {
    row: best,
    keywordScore: (scores[best] ?? 0) + (row ? answerScore(passage.answer, row, query) : 0),
    cosine: Math.min(1, Math.max(0, ...passage.rows.map((each) => rowCosine(each, query)))),
  };
}
