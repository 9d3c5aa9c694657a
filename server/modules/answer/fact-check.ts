import { sentencesOf } from './bubbles.ts';
import type { Claim, ClaimKind } from './claim.ts';
import { sameContext } from './claim-contexts.ts';
import { claimsOf, type Ground, groundOf, readable } from './ground.ts';
import { holdsMoment } from './moment-claims.ts';
import { holdsName, letters } from './name-claims.ts';
import { promiseClaims, turnedRound } from './promise-claims.ts';
import { holdsQuantity, quantityGround } from './quantity-claims.ts';
import { strangeMatter } from './strange-matter.ts';
import { clauseGrounds, saidOfOthers, type Statement } from './subjects.ts';

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

function unsupportedClaims(sentence: string, ground: Ground): Claim[] {
  const text = readable(sentence.replace(MANNER_OF_ONE, '一\u2060'));
  const claims = [...claimsOf(text), ...promiseClaims(text)].filter(
    (claim) => !holds(ground, claim) || misplaced(ground, text, claim),
  );
  const ofOthers = clauseGrounds(text, ground.statements, claimsOf).flatMap((clause) => [
    ...clause.claims.filter((claim) => !heldBy(clause.own, claim) && heldBy(clause.others, claim)),
    ...saidOfOthers(clause),
  ]);
  return [...claims, ...ofOthers, ...turnedRound(text, ground.assertions), ...strangeMatter(text, ground.letters)];
}

/** Whether statements hold a number or a moment. */
function heldBy(statements: readonly Statement[], claim: Claim): boolean {
  const claims = statements.flatMap((each) => each.claims);
  if (claim.kind === 'number') return holdsQuantity(quantityGround(claims), claim);
  return claim.kind === 'date' && holdsMoment(new Set(claims.flatMap(({ keys }) => keys)), claim);
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
