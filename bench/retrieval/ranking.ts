import { goldGroups, groupsOf, isAnswerable } from './faq-set.ts';
import type { LoadedSet } from './load-set.ts';

/** Shares of questions whose group is among the first groups found, in per cent, and the mean reciprocal rank of ten. */
export interface Ranking {
  readonly set: string;
  readonly questions: number;
  readonly first: number;
  readonly firstThree: number;
  readonly firstTen: number;
  readonly meanReciprocal: number;
}

const GROUPS_LOOKED_AT = 10;

/** Measures one set, its questions as they are or typed in another way. */
export async function rankSet(
  { set, ask, prepare }: LoadedSet,
  typed = (text: string): string => text,
): Promise<Ranking> {
  const groups = groupsOf(set);
  const ranks: (number | undefined)[] = [];
  const questions = set.questions.filter(isAnswerable);
  await prepare(questions.map(({ q }) => typed(q)));
  for (const question of questions) {
    const hits = await ask(typed(question.q));
    const found = Array.from(new Set(hits.map(({ groupId }) => groupId))).slice(0, GROUPS_LOOKED_AT);
    const gold = goldGroups(question, groups);
    const rank = found.findIndex((group) => gold.has(group));
    ranks.push(rank === -1 ? undefined : rank + 1);
  }
  const share = (limit: number): number =>
    (100 * ranks.filter((rank) => rank !== undefined && rank <= limit).length) / ranks.length;
  let reciprocal = 0;
  for (const rank of ranks) if (rank !== undefined) reciprocal += 1 / rank;
  return {
    set: set.name,
    questions: ranks.length,
    first: share(1),
    firstThree: share(3),
    firstTen: share(10),
    meanReciprocal: reciprocal / ranks.length,
  };
}

/** Mean over sets, every set weighing the same. */
export function meanRanking(name: string, rankings: readonly Ranking[]): Ranking {
  const mean = (pick: (ranking: Ranking) => number): number =>
    rankings.reduce((sum, ranking) => sum + pick(ranking), 0) / rankings.length;
  return {
    set: name,
    questions: rankings.reduce((sum, ranking) => sum + ranking.questions, 0),
    first: mean(({ first }) => first),
    firstThree: mean(({ firstThree }) => firstThree),
    firstTen: mean(({ firstTen }) => firstTen),
    meanReciprocal: mean(({ meanReciprocal }) => meanReciprocal),
  };
}
