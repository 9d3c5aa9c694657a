import { scoreCustomer } from '../../modules/customer/customer.score.ts';
import { nextCustomerState } from '../../modules/customer/customer.state.ts';
import { isDialogKind } from '../../modules/dialog/kind.ts';
import type { DialogKind, FoundKind, KindClassifier } from '../../modules/dialog/kind.ts';
import type { FoundWish, HandoffWish } from '../../modules/dialog/handoff-wish.ts';
import { compileWords } from '../../modules/dialog/word-match.ts';
import { AFTERSALES_WORDS, PRESALES_WORDS } from '../../modules/dialog/words.ts';
import type { GatheredTurn } from '../turn.ts';

/** Judges what a customer's text is and wants; built once a tenant from the shipped examples and its own words. */
export interface DialogJudges {
  readonly kindOf: KindClassifier;
  readonly wishOf: (text: string) => FoundWish;
}

/** Who is speaking, and what kind of talk it is. */
export interface Identity {
  readonly kind: DialogKind;
  readonly kindShares: FoundKind['shares'];
  readonly wish: HandoffWish;
  readonly wishWords: readonly string[];
  /** What the customer's row becomes at settle. */
  readonly customer: {
    readonly score: number;
    readonly satisfactionPart: number;
    readonly activityPart: number;
    readonly valuePart: number;
    readonly level: GatheredTurn['customer']['level'];
    readonly state: GatheredTurn['customer']['state'];
  };
}

const interest = compileWords([...PRESALES_WORDS, ...AFTERSALES_WORDS]);
/** Days of silence after which a customer counts as lost. */
const LOST_AFTER_DAYS = 90;

/** Scores the customer and judges the text; nothing is read or written. */
export function identify(judges: DialogJudges, turn: GatheredTurn): Identity {
  const { customer, question, session } = turn;
  const previous = isDialogKind(session.kind) ? session.kind : null;
  const found = judges.kindOf(question, previous);
  const wish = judges.wishOf(question);
  const scored = scoreCustomer(customer);
  const state = nextCustomerState({
    state: customer.state,
    deals: customer.dealAmount === null ? null : 1,
    showsInterest: interest(question).length > 0,
    lastActiveAt: customer.lastActiveAt,
    writes: true,
    lostAfterDays: LOST_AFTER_DAYS,
    now: turn.now,
  });
  return {
    kind: found.kind,
    kindShares: found.shares,
    wish: wish.wish,
    wishWords: wish.matched,
    customer: {
      score: scored.score,
      satisfactionPart: scored.satisfactionPart,
      activityPart: scored.activityPart,
      valuePart: scored.valuePart,
      level: scored.level,
      state,
    },
  };
}
