import type { QueryTerm, TypingSlip } from '../../../ports/search.ts';

/** What is guessed counts less than what was typed. */
const MEANT_WEIGHT = 0.8;
/** A slip of the finger means one thing; pairs that more slips than this could have broken are left unclear. */
const MOST_SLIPS = 3;

/**
 * Terms of a question with what was meant in the place of what slips broke. A slip breaks every pair that it is in: only
 * where no passage holds any of them, and one holds a pair that it would have broken, is it believed.
 */
export function mendSlips(
  terms: readonly QueryTerm[],
  slips: readonly TypingSlip[],
  holders: (token: string) => number,
): readonly QueryTerm[] {
  const known = new Map<string, boolean>();
  const isHeld = (token: string): boolean => {
    const held = known.get(token) ?? holders(token) > 0;
    known.set(token, held);
    return held;
  };
  const typed = new Set(terms.map(({ token }) => token));
  const isNew = (token: string): boolean => !typed.has(token) && isHeld(token);
  const possible = slips.filter(({ broken, meant }) => !broken.some(isHeld) && meant.some(isNew));
  const claims = new Map<string, number>();
  for (const pair of possible.flatMap(({ broken }) => broken)) claims.set(pair, (claims.get(pair) ?? 0) + 1);
  const clear = possible.filter(({ broken }) => broken.every((pair) => (claims.get(pair) ?? 0) <= MOST_SLIPS));
  if (clear.length === 0) return terms;
  const broken = new Set(clear.flatMap((slip) => slip.broken));
  const meant = new Set(clear.flatMap((slip) => [...slip.meant, slip.character ?? '']).filter(isNew));
  const guessed = Array.from(meant, (token) => ({
    token,
    repeats: 1,
    weight: MEANT_WEIGHT,
    answerWeight: MEANT_WEIGHT,
  }));
  return [...terms.filter(({ token }) => !broken.has(token)), ...guessed];
}
