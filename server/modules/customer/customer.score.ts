import type { CustomerLevel } from './customer.entity.ts';

/** What a score is computed from. */
export interface ScoredCustomer {
  readonly level: CustomerLevel;
  /** A person set the level by hand: it stays. */
  readonly levelPinned: boolean;
  readonly totalMessages: number;
  readonly messages30d: number;
  readonly ratedDialogs: number;
  readonly positiveDialogs: number;
  /** Complaints, bad ratings and the like. */
  readonly negativeSignals: number;
  /** Sum of deals and mean order of this customer's trade, in one currency; null when unknown. */
  readonly dealAmount: number | null;
  readonly averageOrderAmount: number | null;
}

export interface CustomerScore {
  /** 0–100, one decimal. */
  readonly score: number;
  /** Each 0–1; the score weighs them 40 : 30 : 30. */
  readonly satisfactionPart: number;
  readonly activityPart: number;
  readonly valuePart: number;
  readonly level: CustomerLevel;
}

const SATISFACTION_POINTS = 40;
const ACTIVITY_POINTS = 30;
const VALUE_POINTS = 30;
/** Without a rating nobody is known to be content or not. */
const UNRATED_SATISFACTION = 0.5;
/** A newcomer's messages are all recent; half of the points come with the tenth. */
const DAMPING_MESSAGES = 10;
const WHITE_FROM = 80;
const BLACK_BELOW = 40;
/** Fewer ratings than this are no ground to limit anyone. */
const FEWEST_RATINGS = 5;

/** Score and level of a customer: satisfaction 40 %, activity 30 %, value 30 %. */
export function scoreCustomer(customer: ScoredCustomer): CustomerScore {
  const satisfactionPart = rounded(satisfaction(customer), 3);
  const activityPart = rounded(activity(customer), 3);
  const valuePart = rounded(worth(customer), 3);
  const points = SATISFACTION_POINTS * satisfactionPart + ACTIVITY_POINTS * activityPart + VALUE_POINTS * valuePart;
  const score = rounded(points, 1);
  const level = customer.levelPinned ? customer.level : levelOf(score, customer);
  return { score, satisfactionPart, activityPart, valuePart, level };
}

function satisfaction({ ratedDialogs, positiveDialogs }: ScoredCustomer): number {
  return ratedDialogs > 0 ? share(positiveDialogs, ratedDialogs) : UNRATED_SATISFACTION;
}

function activity({ totalMessages, messages30d }: ScoredCustomer): number {
  if (totalMessages <= 0) return 0;
  return share(messages30d, totalMessages) * (totalMessages / (totalMessages + DAMPING_MESSAGES));
}

/** Deals as a multiple of the mean order, squashed: 1 × is a half, 9 × is 0.9. */
function worth({ dealAmount, averageOrderAmount }: ScoredCustomer): number {
  if (dealAmount === null || averageOrderAmount === null || dealAmount <= 0 || averageOrderAmount <= 0) return 0;
  const ratio = dealAmount / averageOrderAmount;
  return Number.isFinite(ratio) ? ratio / (1 + ratio) : 1;
}

/** Black needs five ratings and a negative signal beside a low score: a newcomer's formula alone gives 20–50. */
function levelOf(score: number, { ratedDialogs, negativeSignals }: ScoredCustomer): CustomerLevel {
  if (score >= WHITE_FROM) return 'white';
  const limited = score < BLACK_BELOW && ratedDialogs >= FEWEST_RATINGS && negativeSignals > 0;
  return limited ? 'black' : 'gray';
}

function share(part: number, whole: number): number {
  return Math.min(1, Math.max(0, part / whole));
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}
