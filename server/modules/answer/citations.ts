import { normaliseText } from '../knowledge/tokens.ts';
import { sentencesOf } from './bubbles.ts';
import { letters } from './name-claims.ts';

/** A sentence of an answer and the passage it rests on; null for a greeting or another sentence that says nothing of its own. */
export interface Citation {
  readonly sentence: string;
  readonly evidenceId: string | null;
}

/** A passage an answer may rest on. */
export interface CitablePassage {
  readonly id: string;
  readonly question: string;
  readonly answer: string;
}

/** Least share of a sentence's pairs of characters that its passage holds; model sentences that are sound share more. */
const LEAST_SHARE = 0.34;
/** Pairs of the passage's question count less: they tell the matter, the answer tells what is said of it. */
const QUESTION_WEIGHT = 0.5;

/** Names for each sentence of an answer the passage that holds most of it; of equal ones the better found. */
export function citeSentences(text: string, passages: readonly CitablePassage[]): Citation[] {
  const read = passages.map((passage) => ({
    id: passage.id,
    answer: pairsOf(passage.answer),
    question: pairsOf(passage.question),
  }));
  return sentencesOf(text)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '')
    .map((sentence) => {
      const pairs = pairsOf(sentence);
      let best = { id: null as string | null, share: LEAST_SHARE };
      for (const { id, answer, question } of read) {
        const share = shareOf(pairs, answer, question);
        if (share > best.share) best = { id, share };
      }
      return { sentence, evidenceId: best.id };
    });
}

function pairsOf(text: string): Set<string> {
  const said = Array.from(letters(normaliseText(text)));
  return new Set(said.slice(1).map((character, index) => `${said[index]}${character}`));
}

function shareOf(pairs: ReadonlySet<string>, answer: ReadonlySet<string>, question: ReadonlySet<string>): number {
  let found = 0;
  for (const pair of pairs) found += answer.has(pair) ? 1 : question.has(pair) ? QUESTION_WEIGHT : 0;
  return pairs.size === 0 ? 0 : found / pairs.size;
}
