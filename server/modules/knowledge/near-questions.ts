import { setImmediate as nextTick } from 'node:timers/promises';
import { profileOf } from './question-likeness.ts';

/** A question, and what it must have in common with another one besides its words. */
export interface ComparedQuestion {
  readonly text: string;
  readonly key: string;
}

/** Two questions, by their places, and how alike they are, 0–1. */
export interface NearPair {
  readonly one: number;
  readonly other: number;
  readonly likeness: number;
}

/** Earlier questions that share a token which a question is compared with: what is asked hundreds of times is shown soon enough. */
const COMPARED_A_TOKEN = 40;
const QUESTIONS_AT_ONCE = 200;

/** A profile of length 1, its rarest tokens first. */
interface Profile {
  readonly tokens: Uint32Array;
  readonly weights: Float32Array;
}

/**
 * Pairs of questions of one key whose words are at least this alike. Two that are share one of their rarest tokens, those
 * without which what is left of a question could not be as alike: only such pairs are compared, so that time grows with the
 * number of questions.
 */
export async function nearQuestions(questions: readonly ComparedQuestion[], least: number): Promise<NearPair[]> {
  const profiles = await profilesOf(questions.map(({ text }) => text));
  const places = new Map<string, Map<number, number[]>>();
  const pairs: NearPair[] = [];
  for (const [one, profile] of profiles.entries()) {
    if (one % QUESTIONS_AT_ONCE === QUESTIONS_AT_ONCE - 1) await nextTick();
    const key = questions[one]?.key ?? '';
    const known = places.get(key) ?? new Map<number, number[]>();
    places.set(key, known);
    const earlier = new Set<number>();
    for (const token of rarestOf(profile, least)) {
      const list = known.get(token) ?? [];
      for (const place of list.slice(-COMPARED_A_TOKEN)) earlier.add(place);
      list.push(one);
      known.set(token, list);
    }
    const weights = new Map(Array.from(profile.tokens, (token, place) => [token, profile.weights[place] ?? 0]));
    for (const other of earlier) {
      const likeness = product(weights, profiles[other]);
      if (likeness >= least) pairs.push({ one: other, other: one, likeness: Math.min(1, likeness) });
    }
  }
  return pairs;
}

async function profilesOf(texts: readonly string[]): Promise<Profile[]> {
  const numbers = new Map<string, number>();
  const counts: number[] = [];
  const found: Profile[] = [];
  for (const [index, text] of texts.entries()) {
    if (index % QUESTIONS_AT_ONCE === QUESTIONS_AT_ONCE - 1) await nextTick();
    const profile = profileOf(text);
    const length = Math.hypot(...profile.values());
    const tokens = Uint32Array.from(profile.keys(), (token) => {
      const number = numbers.get(token) ?? numbers.size;
      numbers.set(token, number);
      counts[number] = (counts[number] ?? 0) + 1;
      return number;
    });
    found.push({ tokens, weights: Float32Array.from(profile.values(), (weight) => weight / length) });
  }
  return found.map((profile) => rarestFirst(profile, counts));
}

function rarestFirst({ tokens, weights }: Profile, counts: readonly number[]): Profile {
  const order = Array.from(tokens.keys()).toSorted((a, b) => {
    const [one = 0, other = 0] = [tokens[a], tokens[b]];
    return (counts[one] ?? 0) - (counts[other] ?? 0) || one - other;
  });
  return {
    tokens: Uint32Array.from(order, (place) => tokens[place] ?? 0),
    weights: Float32Array.from(order, (place) => weights[place] ?? 0),
  };
}

function rarestOf({ tokens, weights }: Profile, least: number): Uint32Array {
  let rest = 1;
  let count = 0;
  // What is left of a vector of length 1 has no product with another one above its own length.
  while (count < tokens.length && rest >= least * least) {
    rest -= (weights[count] ?? 0) ** 2;
    count += 1;
  }
  return tokens.subarray(0, count);
}

function product(weights: ReadonlyMap<number, number>, other: Profile | undefined): number {
  let sum = 0;
  for (const [place, token] of other?.tokens.entries() ?? []) {
    sum += (other?.weights[place] ?? 0) * (weights.get(token) ?? 0);
  }
  return sum;
}
