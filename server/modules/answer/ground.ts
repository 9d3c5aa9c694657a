import { normaliseText } from '../knowledge/tokens.ts';
import { Recent } from '../memory/recent.ts';
import { sentencesOf } from './bubbles.ts';
import { withDigits } from './chinese-numerals.ts';
import type { Claim, ClaimKind, Reading } from './claim.ts';
import { type ClaimContexts, contextsOf } from './claim-contexts.ts';
import { takeMoments } from './moment-claims.ts';
import { letters, takeCodes, takeContacts, takeNames } from './name-claims.ts';
import { assertionsOf, promisesOf } from './promise-claims.ts';
import { quantityGround, takeQuantities } from './quantity-claims.ts';
import { type Statement, statementsOf } from './subjects.ts';

/** What claims are held against. */
export interface Ground {
  readonly numbers: ReadonlySet<string>;
  readonly moments: ReadonlySet<string>;
  readonly codes: ReadonlySet<string>;
  readonly letters: string;
  /** A number must also be the one that the evidence says after the same words. */
  readonly contexts: ClaimContexts;
  readonly promises: ReadonlySet<string>;
  readonly assertions: ReadonlyMap<string, string>;
  /** What evidence says of which code or row, sentence by sentence. */
  readonly statements: readonly Statement[];
}

/** A text as it is compared: one width, one case, numerals as digits. */
export function readable(text: string): string {
  return withDigits(normaliseText(text));
}

/** Everything a readable text asserts that evidence must hold. */
export function claimsOf(text: string): Claim[] {
  const reading: Reading = { rest: text, claims: [] };
  takeContacts(reading);
  takeMoments(reading);
  takeQuantities(reading);
  takeCodes(reading);
  takeNames(reading);
  return reading.claims;
}

/** What evidence and the customer's own words support. Promises and assertions need evidence. */
export function groundOf(evidence: readonly string[], said: readonly string[]): Ground {
  const told = evidence.map(readEvidence);
  const all = [...told, ...said.map(readText)];
  const claims = all.flatMap((item) => item.claims);
  const keysOf = (kinds: readonly ClaimKind[]): Set<string> =>
    new Set(claims.filter(({ kind }) => kinds.includes(kind)).flatMap(({ keys }) => keys));
  return {
    numbers: quantityGround(claims),
    moments: keysOf(['date']),
    codes: keysOf(['code', 'contact']),
    letters: [...all.map((item) => item.letters), ...all.map((item) => item.asWritten)].join(''),
    contexts: contextsOf(all),
    promises: new Set(told.flatMap(({ promises }) => [...promises])),
    assertions: new Map(told.flatMap(({ assertions }) => [...assertions])),
    statements: told.flatMap(({ statements }) => statements),
  };
}

interface ReadText {
  readonly text: string;
  readonly claims: readonly Claim[];
  /** Letters of the readable text, and of the text with its numerals as they were written. */
  readonly letters: string;
  readonly asWritten: string;
}

interface ReadEvidence extends ReadText {
  readonly promises: ReadonlySet<string>;
  readonly assertions: ReadonlyMap<string, string>;
  readonly statements: readonly Statement[];
}

function readText(written: string): ReadText {
  const text = readable(written);
  return { text, claims: claimsOf(text), letters: letters(text), asWritten: letters(normaliseText(written)) };
}

/** Passages remembered as read: the same few answer most questions, and reading one takes longer than all the rest of a check. */
const REMEMBERED = 500;
const remembered = new Recent<ReadEvidence>(REMEMBERED);

function readEvidence(written: string): ReadEvidence {
  const known = remembered.get(written);
  if (known) return known;
  const read = judgeEvidence(written);
  remembered.set(written, read);
  return read;
}

function judgeEvidence(written: string): ReadEvidence {
  const read = readText(written);
  const assertions = assertionsOf(sentencesOf(read.text));
  return { ...read, promises: promisesOf(read.text), assertions, statements: statementsOf(read.text, claimsOf) };
}
