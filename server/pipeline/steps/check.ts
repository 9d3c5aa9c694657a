import { checkFacts } from '../../modules/answer/fact-check.ts';
import type { FactCheck } from '../../modules/answer/fact-check.ts';
import type { Draft, GatheredTurn, TurnEvidence } from '../turn.ts';

/** What of a draft may be said, and what it lacked. */
export interface CheckedDraft {
  readonly verdict: FactCheck['verdict'];
  readonly text: string;
  readonly removed: FactCheck['removed'];
}

/** Holds every number, price, date, code, link and promise of a draft against its evidence. Can only lower the turn. */
export function check(turn: GatheredTurn, evidence: readonly TurnEvidence[], draft: Draft): CheckedDraft {
  if (draft.verbatim) {
    return { verdict: 'sound', text: draft.text, removed: [] };
  }
  const grounds = evidence.map((item) => `${item.question}\n${item.answer}`);
  return checkFacts(draft.text, grounds, [turn.question]);
}
