import { queryTerms } from './tokens.ts';

/** What a question says: its tokens and how much each counts. */
export type QuestionProfile = ReadonlyMap<string, number>;

/** Single characters are in everything. */
const CHARACTER_WEIGHT = 0.3;

/** The tokens of a question without filler words. */
export function profileOf(question: string): QuestionProfile {
  const profile = new Map<string, number>();
  for (const { token, weight, answerWeight } of queryTerms(question)) {
    if (answerWeight === 0) continue;
    profile.set(token, weight * (Array.from(token).length > 1 ? 1 : CHARACTER_WEIGHT));
  }
  return profile;
}

/** How alike two questions are by their words: the cosine of their profiles, 0–1. */
export function likeness(a: QuestionProfile, b: QuestionProfile): number {
  let product = 0;
  for (const [token, weight] of a) product += weight * (b.get(token) ?? 0);
  return product === 0 ? 0 : product / (lengthOf(a) * lengthOf(b));
}

function lengthOf(profile: QuestionProfile): number {
  let sum = 0;
  for (const weight of profile.values()) sum += weight * weight;
  return Math.sqrt(sum);
}
