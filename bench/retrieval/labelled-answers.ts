import { confidenceFeatures, type ConfidenceFeatures } from '../../server/modules/knowledge/confidence-features.ts';
import { queryTerms } from '../../server/modules/knowledge/tokens.ts';
import { goldGroups, groupsOf, isAnswerable } from './faq-set.ts';
import type { LoadedSet } from './load-set.ts';

/** What the search would have answered to one question, and whether that was right. */
export interface LabelledAnswer {
  readonly set: string;
  /** Of the question within its set. */
  readonly number: number;
  /** answerable; or why there is no answer: its entry taken away, same trade, or another trade. */
  readonly kind: 'answerable' | 'removed' | 'near' | 'far';
  /** Undefined when nothing was found: confidence 0. */
  readonly features: ConfidenceFeatures | undefined;
  readonly right: boolean;
  /** Sets weigh the same, in each 80 % answerable and 20 % not, the latter shared equally by its kinds. */
  readonly weight: number;
}

const ANSWERABLE_SHARE = 0.8;

/** Asks every question of a set, the answerable ones a second time with their answer taken away. */
export async function labelAnswers({ set, ask }: LoadedSet): Promise<LabelledAnswer[]> {
  const groups = groupsOf(set);
  const answers: Omit<LabelledAnswer, 'weight'>[] = [];
  for (const [number, question] of set.questions.entries()) {
    const hits = await ask(question.q);
    const gold = goldGroups(question, groups);
    const terms = queryTerms(question.q).length;
    const right = hits[0] !== undefined && gold.has(hits[0].groupId);
    const features = confidenceFeatures(hits, terms);
    if (!isAnswerable(question)) {
      answers.push({ number, set: set.name, kind: question.kind === 'far' ? 'far' : 'near', features, right: false });
      continue;
    }
    answers.push({ number, set: set.name, kind: 'answerable', features, right });
    const others = hits.filter(({ groupId }) => !gold.has(groupId));
    answers.push({ number, set: set.name, kind: 'removed', features: confidenceFeatures(others, terms), right: false });
  }
  return weigh(answers);
}

function weigh(answers: readonly Omit<LabelledAnswer, 'weight'>[]): LabelledAnswer[] {
  const counts = new Map<string, number>();
  for (const { kind } of answers) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const missingKinds = counts.size - 1;
  return answers.map((answer) => {
    const share = answer.kind === 'answerable' ? ANSWERABLE_SHARE : (1 - ANSWERABLE_SHARE) / missingKinds;
    return { ...answer, weight: share / (counts.get(answer.kind) ?? 1) };
  });
}
