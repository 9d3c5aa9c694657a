import { ageOf, dayOf, exactAgeOf } from './time-parts.ts';
import { useTexts } from './use-texts.ts';

export interface TimeTexts {
  /** 14:31, or with seconds 14:31:05. */
  clock(at: string, seconds?: boolean): string;
  /** For lists: 刚刚, 6 分, 14:31 today, 昨天 14:31, 07-14, 2024-07-14. */
  inList(at: string, now: number): string;
  /** For day separators: 今天 14:22, 7月14日 星期一. */
  day(at: string, now: number): string;
  /** 2026-07-14. */
  date(at: string): string;
  /** 8 秒前. */
  ago(at: string | null, now: number): string;
  /** 170 ms below a second, else 2.1 秒. */
  duration(milliseconds: number): string;
}

/** Times in words, in the reader's language and time zone. */
export function useTimeTexts(): TimeTexts {
  const { t, locale } = useTexts();
  const format = (at: string, options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale(), options).format(new Date(at));
  const clock = (at: string, seconds = false): string =>
    format(at, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', ...(seconds ? { second: '2-digit' } : {}) });
  const date = (at: string): string => {
    const moment = new Date(at);
    const part = (value: number): string => String(value).padStart(2, '0');
    return `${moment.getFullYear()}-${part(moment.getMonth() + 1)}-${part(moment.getDate())}`;
  };

  return {
    clock,
    date,
    inList(at, now) {
      const age = ageOf(at, now);
      if (age.unit === 'now') return t('shell.time.now');
      if (age.unit === 'minutes' && age.n < 20) return t('shell.time.minutes', { n: age.n });
      const day = dayOf(at, now);
      if (day === 'today') return clock(at);
      if (day === 'yesterday') return t('shell.time.yesterday', { time: clock(at) });
      return day === 'this-year' ? date(at).slice(5) : date(at);
    },
    day(at, now) {
      const day = dayOf(at, now);
      if (day === 'today') return t('shell.time.today', { time: clock(at) });
      if (day === 'yesterday') return t('shell.time.yesterday', { time: clock(at) });
      return format(at, {
        month: 'long',
        day: 'numeric',
        weekday: 'long',
        ...(day === 'earlier' ? { year: 'numeric' } : {}),
      });
    },
    ago(at, now) {
      if (at === null) return t('shell.time.never');
      const age = exactAgeOf(at, now);
      if (age.unit === 'now') return t('shell.time.now');
      return t(`shell.time.${age.unit}Ago`, { n: age.n });
    },
    duration: (milliseconds) =>
      milliseconds < 1000
        ? t('shell.time.ms', { n: milliseconds < 1 ? milliseconds.toFixed(1) : Math.round(milliseconds) })
        : t('shell.time.seconds', { n: (milliseconds / 1000).toFixed(1) }),
  };
}
