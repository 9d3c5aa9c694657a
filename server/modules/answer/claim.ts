export type ClaimKind = 'number' | 'date' | 'code' | 'contact' | 'name' | 'promise' | 'polarity' | 'matter';

/** Something a sentence asserts that evidence must hold. */
export interface Claim {
  readonly kind: ClaimKind;
  /** As it was written, for the operator. */
  readonly text: string;
  /** Canonical forms; the claim stands when the ground holds any of them. */
  readonly keys: readonly string[];
  /** Where it begins in the text it was read from. */
  readonly at?: number;
}

/** A text in the course of being read: what was taken is blanked, so that nothing is read twice. */
export interface Reading {
  rest: string;
  readonly claims: Claim[];
}

/** Takes every match of a global pattern out of a text; a match of which no claim is made stays. */
export function take(reading: Reading, pattern: RegExp, claimsOf: (match: RegExpExecArray) => readonly Claim[]): void {
  for (const match of reading.rest.matchAll(pattern)) {
    const claims = claimsOf(match);
    if (claims.length === 0) continue;
    reading.claims.push(...claims.map((claim) => ({ ...claim, at: match.index })));
    const end = match.index + match[0].length;
    reading.rest = reading.rest.slice(0, match.index) + ' '.repeat(match[0].length) + reading.rest.slice(end);
  }
}
