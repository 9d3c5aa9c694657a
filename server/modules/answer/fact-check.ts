import { normaliseText } from '../knowledge/tokens.ts';
import { sentencesOf } from './bubbles.ts';
import { withDigits } from './chinese-numerals.ts';
import type { Claim, ClaimKind, Reading } from './claim.ts';
import { type ClaimContexts, contextsOf, sameContext } from './claim-contexts.ts';
import { holdsMoment, takeMoments } from './moment-claims.ts';
import { holdsName, letters, takeCodes, takeContacts, takeNames } from './name-claims.ts';
import { assertionsOf, promiseClaims, promisesOf, turnedRound } from './promise-claims.ts';
import { holdsQuantity, quantityGround, takeQuantities } from './quantity-claims.ts';
import { strangeMatter } from './strange-matter.ts';

/** A sentence of a draft and what in it has no ground. */
export interface RemovedSentence {
  readonly sentence: string;
  /** Numbers, dates, codes, names, links and promises that no evidence holds, as they were written. */
  readonly unsupported: readonly string[];
  readonly kinds: readonly ClaimKind[];
}

/**
 * sound: nothing was wrong; trimmed: sentences were removed and what remains still answers; unsupported: too little
 * remains, the turn goes lower.
 */
export interface FactCheck {
  readonly verdict: 'sound' | 'trimmed' | 'unsupported';
  /** The draft without removed sentences. */
  readonly text: string;
  readonly removed: readonly RemovedSentence[];
}

/** What claims are held against. */
interface Ground {
  readonly numbers: ReadonlySet<string>;
  readonly moments: ReadonlySet<string>;
  readonly codes: ReadonlySet<string>;
  readonly letters: string;
  /** A number must also be the one that the evidence says after the same words. */
  readonly contexts: ClaimContexts;
  readonly promises: ReadonlySet<string>;
  readonly assertions: ReadonlyMap<string, string>;
}

/** 1. and ① begin a step, they count nothing. */
const LIST_MARK = /(^|\n)\s*(?:\d{1,2}\s*[.、)）:：](?!\d)|[①-⑳]|[（(]\d{1,2}[）)](?!\s*\d))\s*/gu;
/** Remaining letters that still can be an answer, and the least share of the draft. */
const LEAST_LETTERS = 6;
const LEAST_SHARE = 0.3;

/**
 * Holds every number, date, code, name, link and promise of a draft against its evidence and what the customer said, and
 * takes out the sentences with something neither holds. Promises need evidence: that a customer asks for one is no ground.
 */
export function checkFacts(draft: string, evidence: readonly string[], said: readonly string[] = []): FactCheck {
  const ground = groundOf(evidence, said);
  const removed: RemovedSentence[] = [];
  const kept = sentencesOf(draft.replace(LIST_MARK, '$1')).filter((sentence) => {
    const wrong = unsupportedClaims(sentence, ground);
    if (wrong.length === 0) return true;
    const unsupported = [...new Set(wrong.map(({ text }) => text.trim()))];
    removed.push({ sentence: sentence.trim(), unsupported, kinds: [...new Set(wrong.map(({ kind }) => kind))] });
    return false;
  });
  if (removed.length === 0) return { verdict: 'sound', text: draft.trim(), removed };
  const text = kept.join('').trim();
  const left = letters(text).length;
  const enough = left >= LEAST_LETTERS && left >= letters(draft).length * LEAST_SHARE;
  return { verdict: enough ? 'trimmed' : 'unsupported', text, removed };
}

/** 一次 and 一个 of a draft are a manner of speaking and set apart from their unit; written 1次 they count. */
const MANNER_OF_ONE =
  /(?<![零〇一二两三四五六七八九十百千万亿几第每])一(?=个(?!半|月|小时|星期|礼拜|工作日|钟)|次|种|点(?!半|钟)|位|步|条|项|类|方面|份)/gu;

function readable(text: string): string {
  return withDigits(normaliseText(text));
}

function claimsOf(text: string): Claim[] {
  const reading: Reading = { rest: text, claims: [] };
  takeContacts(reading);
  takeMoments(reading);
  takeQuantities(reading);
  takeCodes(reading);
  takeNames(reading);
  return reading.claims;
}

function groundOf(evidence: readonly string[], said: readonly string[]): Ground {
  const told = evidence.map(readable);
  const all = [...told, ...said.map(readable)];
  const read = all.map((text) => ({ text, claims: claimsOf(text) }));
  const claims = read.flatMap((item) => item.claims);
  const keysOf = (kinds: readonly ClaimKind[]): Set<string> =>
    new Set(claims.filter(({ kind }) => kinds.includes(kind)).flatMap(({ keys }) => keys));
  return {
    numbers: quantityGround(claims),
    moments: keysOf(['date']),
    codes: keysOf(['code', 'contact']),
    letters: letters([...all, ...[...evidence, ...said].map(normaliseText)].join('\n')),
    contexts: contextsOf(read),
    promises: promisesOf(told.join('\n')),
    assertions: assertionsOf(told.flatMap((text) => sentencesOf(text))),
  };
}

function unsupportedClaims(sentence: string, ground: Ground): Claim[] {
  const text = readable(sentence.replace(MANNER_OF_ONE, '一\u2060'));
  const claims = [...claimsOf(text), ...promiseClaims(text)].filter(
    (claim) => !holds(ground, claim) || misplaced(ground, text, claim),
  );
  return [...claims, ...turnedRound(text, ground.assertions), ...strangeMatter(text, ground.letters)];
}

/** A number that the evidence holds, but after these very words says another: 24 and 2 hours may not change places. */
function misplaced(ground: Ground, text: string, claim: Claim): boolean {
  const known = sameContext(ground.contexts, text, claim);
  if (known === undefined || known.length === 0) return false;
  if (claim.kind === 'number') return !holdsQuantity(quantityGround(known), claim);
  return claim.kind === 'date' && !holdsMoment(new Set(known.flatMap(({ keys }) => keys)), claim);
}

function holds(ground: Ground, claim: Claim): boolean {
  switch (claim.kind) {
    case 'number':
      return holdsQuantity(ground.numbers, claim);
    case 'date':
      return holdsMoment(ground.moments, claim);
    case 'code':
    case 'contact':
      return claim.keys.some((key) => ground.codes.has(key));
    case 'name':
      return holdsName(ground.letters, claim);
    case 'promise':
      return claim.keys.some((key) => ground.promises.has(key));
    case 'polarity':
    case 'matter':
      return false;
  }
}
