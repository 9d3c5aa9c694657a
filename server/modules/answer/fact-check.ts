import { normaliseText } from '../knowledge/tokens.ts';
import { sentencesOf } from './bubbles.ts';

/** A sentence of a draft and what in it has no ground. */
export interface RemovedSentence {
  readonly sentence: string;
  /** Numbers, dates, codes, links and promises that no evidence holds. */
  readonly unsupported: readonly string[];
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

const CLAIMS =
  /https?:\/\/[^\s，。]+|www\.[^\s，。]+|[a-z0-9]+(?:[._-][a-z0-9]+)*@[a-z0-9.-]+|\d+(?:[.:/-]\d+)*%?|[a-z]+-?\d[a-z0-9-]*/giu;
const PROMISES = /保证|承诺|一定会|绝对|肯定(?:能|会|可以)|包退|包换|免费|赠送|全额|赔偿|终身|无条件|百分之百|永久/gu;
const LEAST_ANSWER = 6;

/**
 * Holds every number, date, code, link and promise of a draft against its evidence and what the customer said; sentences
 * with something neither holds are removed.
 */
export function checkFacts(draft: string, evidence: readonly string[], said: readonly string[] = []): FactCheck {
  const ground = new Set([...evidence, ...said].flatMap(claimsOf));
  const promised = evidence.join('\n');
  const removed: RemovedSentence[] = [];
  const kept = sentencesOf(draft).filter((sentence) => {
    const unsupported = claimsOf(sentence).filter((claim) => !ground.has(claim));
    for (const [promise] of sentence.matchAll(PROMISES)) if (!promised.includes(promise)) unsupported.push(promise);
    if (unsupported.length > 0) removed.push({ sentence: sentence.trim(), unsupported });
    return unsupported.length === 0;
  });
  const text = kept.join('').trim();
  if (removed.length === 0) return { verdict: 'sound', text, removed };
  return { verdict: text.length >= LEAST_ANSWER ? 'trimmed' : 'unsupported', text, removed };
}

function claimsOf(text: string): string[] {
  return [...normaliseText(text).matchAll(CLAIMS)].map(([claim]) => claim);
}
