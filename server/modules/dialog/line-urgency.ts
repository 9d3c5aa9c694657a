import type { LineUrgency } from '../message/line-row.ts';
import { createHandoffWish, type HandoffWords } from './handoff-wish.ts';
import { compileWords } from './word-match.ts';
import { URGENT_WORDS } from './words.ts';

/** Claimed before everything else. */
const DANGER_PRIORITY = 3;
/** A wish for a person and a complaint. */
const WISH_PRIORITY = 2;
const URGENT_PRIORITY = 1;

/**
 * Makes the judge of single lines that accept() asks before its transaction: danger, complaint and a wish for a person
 * make the turn due at once, urgent words only raise its priority.
 */
export function createLineUrgency(extra: HandoffWords = {}): (content: string) => LineUrgency {
  const wishOf = createHandoffWish(extra);
  const urgent = compileWords(URGENT_WORDS);
  return (content) => {
    const { wish } = wishOf(content);
    if (wish === 'danger') return { dueNow: true, priority: DANGER_PRIORITY };
    if (wish === 'explicit' || wish === 'complaint') return { dueNow: true, priority: WISH_PRIORITY };
    return { dueNow: false, priority: urgent(content).length > 0 ? URGENT_PRIORITY : 0 };
  };
}
