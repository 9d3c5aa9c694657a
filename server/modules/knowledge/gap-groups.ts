import { dotProduct } from '../embedding/relative-vectors.ts';
import { likeness, profileOf, type QuestionProfile } from './question-likeness.ts';

/** Questions with words this alike are one gap: on the written sets 4 in 10,000 pairs of different questions are. */
const ALIKE_BY_WORDS = 0.4;
/**
 * So are those whose vectors, seen from the middle of the tenant's texts (relativeVectors), have this cosine with the
 * questions of the gap on average. The written sets' questions of the same answer come together best from .34 to .36 (F1 61,
 * by words 54); 43 % of the pairs made have the same answer, most others are about the same thing, where words make 33 %
 * and hardly a pair: `bench/fit-gaps.ts` with e5-small.
 */
const ALIKE_BY_MEANING = 0.36;

/** A question that was asked, with its vector from relativeVectors where there is one. */
export interface AskedQuestion {
  readonly text: string;
  readonly meaning: Float32Array | undefined;
}

interface Group {
  readonly id: string;
  /** Of the question that stands for it. */
  readonly profile: QuestionProfile;
  readonly meanings: Float32Array[];
}

/** Finds the gap that a question belongs to: by meaning where both have vectors, otherwise by words. */
export class GapGroups {
  readonly #groups: Group[] = [];
  readonly #alikeByMeaning: number;

  constructor(alikeByMeaning = ALIKE_BY_MEANING) {
    this.#alikeByMeaning = alikeByMeaning;
  }

  /** Adds a gap with the question that stands for it and what its questions mean, as far as that is known. */
  add(id: string, question: string, meanings: readonly Float32Array[]): void {
    this.#groups.push({ id, profile: profileOf(question), meanings: [...meanings] });
  }

  /** Id of the nearest gap, which counts the question among its own from now on; undefined when none is near enough. */
  join({ text, meaning }: AskedQuestion): string | undefined {
    const profile = profileOf(text);
    const found =
      (meaning && this.#nearest(this.#alikeByMeaning, (group) => meanCosine(meaning, group))) ??
      this.#nearest(ALIKE_BY_WORDS, (group) =>
        meaning && group.meanings.length > 0 ? undefined : likeness(profile, group.profile),
      );
    if (meaning) found?.meanings.push(meaning);
    return found?.id;
  }

  #nearest(least: number, likenessOf: (group: Group) => number | undefined): Group | undefined {
    let best: { readonly group?: Group; readonly likeness: number } = { likeness: least };
    for (const group of this.#groups) {
      const found = likenessOf(group);
      if (found !== undefined && found >= best.likeness) best = { group, likeness: found };
    }
    return best.group;
  }
}

function meanCosine(meaning: Float32Array, { meanings }: Group): number | undefined {
  if (meanings.length === 0) return undefined;
  return meanings.reduce((sum, each) => sum + dotProduct(meaning, each), 0) / meanings.length;
}
