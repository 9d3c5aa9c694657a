import type { CustomerState } from './customer.entity.ts';

/** What is known of a customer when a turn or the daily round looks at the state. */
export interface CustomerStanding {
  readonly state: CustomerState;
  /** Orders closed so far, from the ERP or entered by hand; null when nothing is known. */
  readonly deals: number | null;
  /** Asked before a purchase: a price, a model, a delivery date (see WORDS of the dialog). */
  readonly showsInterest: boolean;
  /** When the customer last wrote, before this moment. */
  readonly lastActiveAt: Date;
  /** The customer is writing now. */
  readonly writes: boolean;
  /** Days of silence after which a customer counts as lost. */
  readonly lostAfterDays: number;
  readonly now: Date;
}

const DAY_MS = 86_400_000;

/**
 * new → potential → deal → repurchase; each → lost after long silence, and lost → potential on return. A state never falls
 * back otherwise: a missing ERP answer takes no deal away.
 */
export function nextCustomerState(standing: CustomerStanding): CustomerState {
  if (!standing.writes) return isSilent(standing) ? 'lost' : standing.state;
  const returned = standing.state === 'lost' ? 'potential' : standing.state;
  const deals = standing.deals ?? 0;
  if (deals >= 2 || returned === 'repurchase') return 'repurchase';
  if (deals === 1 || returned === 'deal') return 'deal';
  return returned === 'potential' || standing.showsInterest ? 'potential' : 'new';
}

function isSilent({ lastActiveAt, now, lostAfterDays }: CustomerStanding): boolean {
  return now.getTime() - lastActiveAt.getTime() > lostAfterDays * DAY_MS;
}
