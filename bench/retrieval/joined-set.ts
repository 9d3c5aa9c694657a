import { EmbeddedSearch } from '../../server/adapters/search/embedded/embedded-search.ts';
import type { SearchIndex } from '../../server/ports/search.ts';
import type { Embedder } from '../../server/ports/embedder.ts';
import { asDocument, DOCUMENT_FORMS } from './document-set.ts';
import type { FaqSet } from './faq-set.ts';
import { type LabelledAnswer, labelAnswers } from './labelled-answers.ts';
import { loadSet } from './load-set.ts';

/**
 * Asks every question of some sets against all of them together: 700 entries of seven trades make a knowledge base of
 * ordinary size, in which a question without an answer finds something like it. A map fitted where it finds nothing like it
 * is too sure elsewhere: with the sets one by one 26 % of the unanswerable were replied to by the map with meaning, so 13 %.
 */
export async function labelJoined(
  index: SearchIndex,
  sets: readonly FaqSet[],
  embedder?: Embedder,
): Promise<LabelledAnswer[]> {
  const origins = sets.flatMap(({ name, questions }) => questions.map(() => name));
  const joined: FaqSet = {
    name: 'joined',
    entries: sets.flatMap(({ entries }) => entries),
    questions: sets.flatMap(({ questions }) => questions),
  };
  const answers = await labelAnswers(await loadSet(index, joined, embedder));
  return answers.map((answer) => ({ ...answer, set: origins[answer.number] ?? '' }));
}

/**
 * The same with the sets as tables of questions, and written down as documents in every way: passages without a question of
 * their own are less likely to be right at the same scores.
 */
export async function labelEveryForm(sets: readonly FaqSet[]): Promise<LabelledAnswer[]> {
  const answers = await labelJoined(new EmbeddedSearch(), sets);
  for (const form of DOCUMENT_FORMS) {
    const documents = await Promise.all(sets.map((set) => asDocument(set, form)));
    answers.push(...(await labelJoined(new EmbeddedSearch(), documents)));
  }
  return answers;
}
