import { dotProduct } from '../embedding/relative-vectors.ts';
import { likeness, profileOf, type QuestionProfile } from './question-likeness.ts';

/** Questions with words this alike are one gap: on the written sets 4 in 10,000 pairs of different questions are. */
const ALIKE_BY_WORDS = 0.4;
/**
 * So are those whose vectors, seen from the middle of the tenant's texts (relativeVectors), have this cosine with the
 * questions of the gap on average. The written sets' questions of the same answer come together best from .34 to .36 (F1 61,
 * by words 57); 43 % of the pairs made have the same answer, most others are about the same thing: `bench/fit-gaps.ts` with
 * e5-small.
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
  readonly middle: Middle;
}

/** The middle of vectors: the mean of their cosines with others is that of the two middles, whose length tells how far they agree. */
class Middle {
  #sum: Float32Array | undefined;
  #count = 0;

  constructor(vectors: readonly Float32Array[]) {
    for (const vector of vectors) this.add(vector);
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  add(vector: Float32Array): void {
    this.#sum = this.#sum?.map((each, place) => each + (vector[place] ?? 0)) ?? vector;
    this.#count += 1;
  }

  /** NaN, which is never near enough, when one of them is of no vectors. */
  cosine(other: Middle): number {
    if (!this.#sum || !other.#sum) return Number.NaN;
    return dotProduct(this.#sum, other.#sum) / (this.#count * other.#count);
  }
}

/** Finds the gap that a question belongs to: by meaning where both have vectors, otherwise by words. */
export class GapGroups {
  readonly #groups: Group[] = [];
  readonly #alikeByMeaning: number;

  constructor(alikeByMeaning = ALIKE_BY_MEANING) {
    this.#alikeByMeaning = alikeByMeaning;
  }

  /**
   * Adds a gap with the question that stands for it and what its questions mean, as far as that is known. Answers the id of
   * an earlier one that means the same: they were told apart while there were no vectors, and are one from now on.
   */
  add(id: string, question: string, meanings: readonly Float32Array[]): string | undefined {
    const middle = new Middle(meanings);
    const same = this.#nearest(this.#alikeByMeaning, (group) => middle.cosine(group.middle));
    if (same) for (const meaning of meanings) same.middle.add(meaning);
    else this.#groups.push({ id, profile: profileOf(question), middle });
    return same?.id;
  }

  /** Id of the nearest gap, which counts the question among its own from now on; undefined when none is near enough. */
  join({ text, meaning }: AskedQuestion): string | undefined {
    const profile = profileOf(text);
    const own = new Middle(meaning ? [meaning] : []);
    const found =
      this.#nearest(this.#alikeByMeaning, ({ middle }) => own.cosine(middle)) ??
      this.#nearest(ALIKE_BY_WORDS, (group) =>
        meaning && !group.middle.isEmpty ? Number.NaN : likeness(profile, group.profile),
      );
    if (meaning) found?.middle.add(meaning);
    return found?.id;
  }

  #nearest(least: number, likenessOf: (group: Group) => number): Group | undefined {
    let best: { readonly group?: Group; readonly likeness: number } = { likeness: least };
    for (const group of this.#groups) {
      const found = likenessOf(group);
      if (found >= best.likeness) best = { group, likeness: found };
    }
    return best.group;
  }
}
