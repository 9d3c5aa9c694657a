import type { GapFactsFragment } from '../../generated/graphql.ts';
import type { EntryDraft } from './use-entry-form.ts';

/** The entry that would close a gap: its question, and what else was asked as other phrasings. */
export function gapDraft({ id, question, samples }: Pick<GapFactsFragment, 'id' | 'question' | 'samples'>): EntryDraft {
  const others = new Set(samples.map((sample) => sample.question).filter((asked) => asked !== question));
  return { gapId: id, question, phrasings: [...others] };
}
