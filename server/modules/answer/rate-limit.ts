/** Bubbles of the model already written in the last minute and this day, by account and by room. */
export interface WrittenBubbles {
  readonly accountMinute: number;
  readonly roomMinute: number;
  readonly accountDay: number;
  readonly roomDay: number;
  /** The oldest of the last minute. */
  readonly oldestMinuteAt: Date | null;
}

/** Limits of a tenant; the keys of its settings. */
export interface RateSettings {
  readonly roomBubblesPerMinute: number;
  readonly accountBubblesPerMinute: number;
  readonly roomBubblesPerDay: number;
  readonly accountBubblesPerDay: number;
  readonly answerIntervalSeconds: number;
}

export interface RateQuestion {
  readonly counts: WrittenBubbles;
  readonly settings: RateSettings;
  /** Limits per room are those of groups; a private chat has the account's and the customer's. */
  readonly group: boolean;
  readonly now: Date;
  readonly lastAnsweredAt: Date | null;
  /** The customer answers a question of ours: the pause between two answers does not hold. */
  readonly clarifyOpen: boolean;
}

/** pass: answer now; postpone: due and deadline move together; spent: a daily limit, a person is called. */
export type RateVerdict =
  | { readonly kind: 'pass' }
  | { readonly kind: 'postpone'; readonly until: Date; readonly limit: keyof RateSettings }
  | { readonly kind: 'spent'; readonly limit: keyof RateSettings };

const MINUTE_MS = 60_000;

/** Whether the model may answer now. Notices and operators' own lines are not asked about. */
export function checkRate({ counts, settings, group, now, lastAnsweredAt, clarifyOpen }: RateQuestion): RateVerdict {
  if (counts.accountDay >= settings.accountBubblesPerDay) return { kind: 'spent', limit: 'accountBubblesPerDay' };
  if (group && counts.roomDay >= settings.roomBubblesPerDay) return { kind: 'spent', limit: 'roomBubblesPerDay' };
  const waits: { until: number; limit: keyof RateSettings }[] = [];
  const minuteEnds = (counts.oldestMinuteAt ?? now).getTime() + MINUTE_MS;
  if (counts.accountMinute >= settings.accountBubblesPerMinute) {
    waits.push({ until: minuteEnds, limit: 'accountBubblesPerMinute' });
  }
  if (group && counts.roomMinute >= settings.roomBubblesPerMinute) {
    waits.push({ until: minuteEnds, limit: 'roomBubblesPerMinute' });
  }
  if (lastAnsweredAt !== null && !clarifyOpen) {
    const until = lastAnsweredAt.getTime() + settings.answerIntervalSeconds * 1000;
    if (until > now.getTime()) waits.push({ until, limit: 'answerIntervalSeconds' });
  }
  const longest = waits.sort((a, b) => b.until - a.until)[0];
  if (longest === undefined) return { kind: 'pass' };
  return { kind: 'postpone', until: new Date(Math.max(longest.until, now.getTime() + 1)), limit: longest.limit };
}
