import { type Claim, type Reading, take } from './claim.ts';

const FULL_DATE = /(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)\s*[日号]?/gu;
const MONTH_DAY = /(?<!\d)(\d{1,2})\s*月\s*(\d{1,2})(?!\d)\s*[日号]?/gu;
const YEAR_MONTH = /(?<!\d)(\d{4})\s*年\s*(\d{1,2})\s*月/gu;
const YEAR = /(?<!\d)((?:19|20)\d{2})\s*年/gu;
const WEEKDAY = /(?:周|星期|礼拜)([一二三四五六日天末])(?:\s*(?:-|~|到|至)\s*(?:周|星期|礼拜)?([一二三四五六日天]))?/gu;
const PERIOD = '凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|夜里|夜间|早|晚';
const CLOCK = new RegExp(`(${PERIOD})?\\s*(?<!\\d)(\\d{1,2})\\s*:\\s*([0-5]\\d)(?!\\d)`, 'gu');
const HOURS = new RegExp(
  `(${PERIOD})?\\s*(?<!\\d)(\\d{1,2})\\s*(?:-|~|到|至)\\s*(${PERIOD})?\\s*(\\d{1,2})\\s*点(?!建议|要求|注意|说明|原因|好处)`,
  'gu',
);
const HOUR = new RegExp(
  `(${PERIOD})?\\s*(?<!\\d)(\\d{1,2}(?:\\.5)?)\\s*点(半|一刻|\\d{1,2}分|\\d{2}(?!\\d))?(?!建议|要求|注意|说明|原因|好处)`,
  'gu',
);
const SHIFT = /早\s*(\d{1,2})\s*晚\s*(\d{1,2})/gu;
/** Hours from which a part of the day means the afternoon or evening: 晚上2点 is in the night. */
const AFTER_NOON: Readonly<Record<string, number>> = {
  中午: 1,
  下午: 1,
  傍晚: 4,
  晚上: 5,
  晚间: 5,
  夜里: 8,
  夜间: 8,
  晚: 5,
};
const NOON_MINUTES = 720;
const DAYS = '一二三四五六日';

function date(text: string, ...parts: (string | undefined)[]): Claim {
  return { kind: 'date', text: text.trim(), keys: [`date:${parts.map((part) => Number(part)).join('-')}`] };
}

/** Takes dates, days of the week and times of day. */
export function takeMoments(reading: Reading): void {
  take(reading, FULL_DATE, ([text, year, month, day]) => {
    const claim = date(text, month, day);
    return [{ ...claim, keys: [`date:${Number(year)}-${Number(month)}-${Number(day)}`] }];
  });
  take(reading, YEAR_MONTH, ([text, year, month]) => [date(text, year, month)]);
  take(reading, MONTH_DAY, ([text, month, day]) => [date(text, month, day)]);
  take(reading, YEAR, ([text, year]) => [date(text, year)]);
  take(reading, WEEKDAY, ([text, first, last]) => [weekdays(text, first, last)]);
  take(reading, SHIFT, ([text, from, to]) => [time(text, '早', from), time(text, '晚', to)]);
  take(reading, HOURS, ([text, period, from, later, to]) => [
    time(text, period, from),
    time(text, later ?? period, to),
  ]);
  take(reading, CLOCK, ([text, period, hour, minute]) => [exactTime(text, period, hour, Number(minute))]);
  take(reading, HOUR, ([text, period, hour, part]) => [time(text, period, hour, minutesOf(part))]);
}

function weekdays(text: string, first: string | undefined, last: string | undefined): Claim {
  if (first === '末') return { kind: 'date', text, keys: ['weekdays:6-7'] };
  const from = dayNumber(first);
  return { kind: 'date', text, keys: [`weekdays:${from}-${last === undefined ? from : dayNumber(last)}`] };
}

function dayNumber(day: string | undefined): number {
  return day === '天' ? DAYS.length : DAYS.indexOf(day ?? '') + 1;
}

function minutesOf(part: string | undefined): number {
  if (part === undefined) return 0;
  if (part === '半') return 30;
  return part === '一刻' ? 15 : Number.parseInt(part, 10);
}

/** 20:00 is written on the clock of 24 hours unless a part of the day stands before it. */
function exactTime(text: string, period: string | undefined, hour: string | undefined, minutes: number): Claim {
  const start = Number(hour) * 60 + minutes;
  const after = period !== undefined && start < NOON_MINUTES && Number(hour) >= (AFTER_NOON[period] ?? 24);
  return { kind: 'date', text: text.trim(), keys: [`time:${after ? start + NOON_MINUTES : start}`] };
}

/** 8点 without a part of the day may be either. */
function time(text: string, period: string | undefined, hour: string | undefined, minutes = 0): Claim {
  const start = Math.round(Number(hour) * 60) + minutes;
  if (period !== undefined) return exactTime(text, period, String(Math.floor(start / 60)), start % 60);
  const keys = start < NOON_MINUTES ? [`time:${start}`, `time:${start + NOON_MINUTES}`] : [`time:${start}`];
  return { kind: 'date', text: text.trim(), keys };
}

/** Whether a ground holds a moment; 3月15日 stands on 2026年3月15日 and the other way round, 周三 on 周一至周五 (a range only on the same). */
export function holdsMoment(ground: ReadonlySet<string>, { keys }: Claim): boolean {
  return keys.some((key) => {
    if (ground.has(key)) return true;
    const [kind = '', value = ''] = key.split(':');
    const held = [...ground]
      .filter((other) => other.startsWith(`${kind}:`))
      .map((other) => other.slice(kind.length + 1));
    if (kind === 'date') return held.some((other) => other.endsWith(`-${value}`) || other.startsWith(`${value}-`));
    return kind === 'weekdays' && held.some((other) => covers(other, value));
  });
}

function covers(held: string, said: string): boolean {
  const [first = 0, last = 0] = held.split('-').map(Number);
  const [from = 0, to = 0] = said.split('-').map(Number);
  return from === to && first <= from && to <= last;
}
